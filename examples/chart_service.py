"""A chart service: POST a specification to /chart.svg, .png or .pdf.

pip install "lazyheavy[charts,pdf]" starlette uvicorn
python examples/chart_service.py
"""

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

import lazyheavy as lazy

TYPES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}
LONGEST = 5_000_000


async def draw(request: Request) -> Response:
    """Draw what was sent; a wrong specification gets its message back."""
    wanted = request.path_params["format"]
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST:
            return PlainTextResponse("the specification is too long", 413)
    if wanted not in TYPES:
        return PlainTextResponse(f"use one of {', '.join(TYPES)}", 404)
    try:
        text = body.decode()
        chart = await run_in_threadpool(
            lazy.render_chart, text, format=wanted, isolation="process"
        )
    except (TimeoutError, MemoryError):
        return PlainTextResponse("drawing took too long, or too much memory", 503)
    except ValueError as error:
        return PlainTextResponse(str(error), 422)
    return Response(chart.data, media_type=TYPES[wanted])


app = Starlette(routes=[Route("/chart.{format}", draw, methods=["POST"])])

if __name__ == "__main__":
    import uvicorn

    uvicorn.run(app, port=8000)

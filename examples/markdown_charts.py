"""Markdown whose fenced blocks named "chart" are drawn, with markdown-it.

pip install "lazyheavy[charts]" markdown-it-py
python examples/markdown_charts.py < text.md > page.html
"""

import sys
from collections.abc import Sequence
from html import escape

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

import lazyheavy as lazy


def draw_fence(
    self: RendererProtocol,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: EnvType,
) -> str:
    """Draw a block that holds a specification; show what is wrong with it, if so."""
    token = tokens[index]
    if token.info.strip() != "chart":
        return self.fence(tokens, index, options, env)  # type: ignore[attr-defined,no-any-return]
    try:
        chart = lazy.render_chart(token.content)
    except lazy.errors.ChartError as error:
        return f"<pre>{escape(str(error))}</pre>\n"
    return f"<figure>{chart.svg}</figure>\n"


def to_html(text: str) -> str:
    """Return Markdown as HTML, with its charts."""
    markdown = MarkdownIt("js-default")
    markdown.add_render_rule("fence", draw_fence)
    return markdown.render(text)


if __name__ == "__main__":
    print(to_html(sys.stdin.read()))

"""A page from a Jinja template: a chart is put in by its name.

pip install "lazyheavy[charts]" jinja2
python examples/page_template.py > page.html
"""

from jinja2 import Environment

import lazyheavy as lazy

TEMPLATE = """\
<!DOCTYPE html>
<title>{{ title }}</title>
<h1>{{ title }}</h1>
{{ bars }}
<p>As an image of its own, so that the page's styles do not reach it:</p>
<img alt="Rain by city" src="{{ bars.to_data_uri('svg') }}">
"""


def page(title: str, rows: list[dict[str, object]]) -> str:
    """Return the page. Text is escaped; charts are not, since they have `__html__`."""
    bars = lazy.render_chart(rows, mark="bar", x="city", y="rain")
    template = Environment(autoescape=True).from_string(TEMPLATE)
    return template.render(title=title, bars=bars)


if __name__ == "__main__":
    rain = [{"city": "Oslo", "rain": 763}, {"city": "Rome", "rain": 878}]
    print(page("Rain & sun", rain))

"""Mistakes that type checkers report; nobody runs this file.

Each line has to be wrong for both: a comment that silences nothing is an error.
"""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

import lazyheavy as lazy
import reexports
import stubbed
from reexports import Round, area
from use_calls import engine

area("no shape")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
str(reexports.nothing)  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue]
Round()  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
str(stubbed.predict)  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue]
stubbed.Model().fit("x")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
str(lazy.no_such_name)  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue]
lazy.load(3)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
lazy.load("json", requires="json")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
lazy.imports(extras="x")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
lazy.attach("json", 3)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
lazy.shared(scope="galaxy")  # type: ignore[call-overload] # pyright: ignore[reportArgumentType]
lazy.render_chart({}, format="gif")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
lazy.charts.pie({}, color="a", format="gif")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
str(engine().speed)  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue]

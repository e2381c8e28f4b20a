"""What schemathesis sends for our scalars: good and odd values alike."""

from hypothesis import strategies as st
from schemathesis import graphql
from schemathesis.graphql import nodes

graphql.scalar("BigInt", st.integers(0, 2**64 - 1).map(lambda value: nodes.String(str(value))))
graphql.scalar(
    "FrameRate",
    st.sampled_from(["24", "25", "24000/1001", "23.976", "59.94", "12.5"]).map(nodes.String),
)
graphql.scalar("DateTime", st.datetimes().map(lambda value: nodes.String(f"{value.isoformat()}Z")))
graphql.scalar("JSON", st.integers(0, 5).map(nodes.Int))

"""Addresses of media, rendered in SQL: signed, and the same for all who may see them."""

from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, Text, bindparam, func, literal_column

from schema.reads.fields import typed_id


def media_url(asset_id: ColumnElement[Any]) -> ColumnElement[Any]:
    """`/media/{asset}?e={expiry}&s={hmac}`, null for a null id.

    HMAC-SHA256 by two `sha256()`, which Postgres has built in; `schema.context.MediaKey` gives
    the parameters.
    """
    expiry = bindparam("media_expiry", type_=Text)
    inner = bindparam("media_inner", type_=LargeBinary)
    outer = bindparam("media_outer", type_=LargeBinary)
    asset = typed_id("asset", asset_id)
    message = func.convert_to(asset.op("||")(":").op("||")(expiry), "UTF8")
    digest = func.sha256(outer.op("||")(func.sha256(inner.op("||")(message))))
    signature = func.left(func.encode(digest, literal_column("'hex'")), 32)
    return (
        literal_column("'/media/'")
        .op("||")(asset)
        .op("||")(literal_column("'?e='"))
        .op("||")(expiry)
        .op("||")(literal_column("'&s='"))
        .op("||")(signature)
    )

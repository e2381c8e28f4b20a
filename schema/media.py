"""Addresses of media, rendered in SQL: signed, and the same for all who may see them."""

from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, Text, bindparam, func, literal_column

from schema.reads.fields import typed_id


def media_url(asset_id: ColumnElement[Any]) -> ColumnElement[Any]:
    """`/media/{asset}?e={expiry}&s={hmac}`, null for a null id.

    HMAC-SHA256 by two `sha256()`, which Postgres has built in; `schema.context.MediaKey` gives
    the parameters.
    """
    return _signed(typed_id("asset", asset_id))


def export_url(export_id: ColumnElement[Any]) -> ColumnElement[Any]:
    """`/media/exports/{export}?e=…&s=…`: a file that was taken out."""
    return _signed(literal_column("'exports/'").op("||")(typed_id("export", export_id)))


def elsewhere_url(url: ColumnElement[Any]) -> ColumnElement[Any]:
    """`/media/elsewhere/{base64 of the address}?e=…&s=…`: a picture elsewhere, by way of here."""
    bytes_ = func.convert_to(url, "UTF8")
    digits = func.encode(bytes_, literal_column("'base64'"))
    name = func.translate(digits, literal_column("E'+/=\\n'"), literal_column("'-_'"))
    return _signed(literal_column("'elsewhere/'").op("||")(name))


def _signed(name: ColumnElement[Any]) -> ColumnElement[Any]:
    expiry = bindparam("media_expiry", type_=Text)
    inner = bindparam("media_inner", type_=LargeBinary)
    outer = bindparam("media_outer", type_=LargeBinary)
    message = func.convert_to(name.op("||")(":").op("||")(expiry), "UTF8")
    digest = func.sha256(outer.op("||")(func.sha256(inner.op("||")(message))))
    signature = func.left(func.encode(digest, literal_column("'hex'")), 32)
    return (
        literal_column("'/media/'")
        .op("||")(name)
        .op("||")(literal_column("'?e='"))
        .op("||")(expiry)
        .op("||")(literal_column("'&s='"))
        .op("||")(signature)
    )

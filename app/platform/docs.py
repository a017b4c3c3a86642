"""The public OpenAPI document and a page to try it, with assets of our own: users' networks block CDNs."""

from importlib.resources import files

import orjson
from fastapi import APIRouter, Request, Response

from app.platform.problems import NotFound

router = APIRouter(include_in_schema=False)

ASSETS = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
}
"""What the page needs of Swagger UI, as the package fastapi-offline carries it."""

PAGE = """<!doctype html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Signaalbrug API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""

START = """SwaggerUIBundle({
  url: "/v1/openapi.json",
  dom_id: "#swagger-ui",
  validatorUrl: null,
  tryItOutEnabled: true,
});
"""


@router.get("/v1/openapi.json")
async def read_openapi(request: Request) -> Response:
    """Answer the document to anybody, from any origin (NLGov rule publish-openapi)."""
    headers = {"access-control-allow-origin": "*"}
    return Response(orjson.dumps(request.app.openapi()), media_type="application/json", headers=headers)


@router.get("/docs")
async def read_page() -> Response:
    """Answer the page."""
    return Response(PAGE, media_type="text/html")


@router.get("/docs/start.js")
async def read_start() -> Response:
    """Answer the script that starts the page; inline scripts are not allowed by our policy."""
    return Response(START, media_type="text/javascript")


@router.get("/docs/{name}")
async def read_asset(name: str) -> Response:
    """Answer an asset of Swagger UI."""
    if name not in ASSETS:
        raise NotFound
    content = (files("fastapi_offline") / "static" / name).read_bytes()
    return Response(content, media_type=ASSETS[name])

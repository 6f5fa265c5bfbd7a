"""Whether the service lives and works, for whoever asks from outside."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from nhacviec.runtime.service import Service


def health(service: Service) -> list[BaseRoute]:
    """`/healthz`: it lives and can read. `/readyz`: each of its loops also comes round, or 503."""

    async def healthz(_request: Request) -> Response:
        await service.next_due()
        return JSONResponse({"ok": True})

    async def readyz(_request: Request) -> Response:
        await service.next_due()
        still = service.pulse.still()
        ready = service.pulse.begun and not still
        return JSONResponse({"ok": ready, "still": still}, 200 if ready else 503)

    return [Route("/healthz", healthz), Route("/readyz", readyz)]

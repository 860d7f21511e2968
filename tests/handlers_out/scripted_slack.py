"""A Slack that answers what a test wrote down, for what the local workspace never says."""

from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

Handler = Callable[[web.Request], web.StreamResponse]


@dataclass(kw_only=True)
class ScriptedSlack:
    """Per method the answers still to come, the last of them for ever; and every call that came in."""

    url: str = ""
    answers: dict[str, list[dict[str, object] | web.Response]] = field(default_factory=dict)
    pages: dict[str, Handler] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    requests: list[web.Request] = field(default_factory=list)

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    def says(self, method: str, *answers: dict[str, object] | web.Response) -> None:
        self.answers[method] = list(answers)

    def called(self, method: str) -> list[dict[str, str]]:
        return [arguments for name, arguments in self.calls if name == method]

    def application(self) -> web.Application:
        application = web.Application()
        application.router.add_post("/api/{method}", self._answer)
        application.router.add_route("*", "/{page:.*}", self._serve)
        return application

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        form = await request.post()
        self.calls.append((method, {name: str(value) for name, value in form.items()}))
        script = self.answers.get(method, [{"ok": True}])
        answer = script.pop(0) if len(script) > 1 else script[0]
        if isinstance(answer, web.Response):
            return web.Response(status=answer.status, headers=answer.headers, body=answer.body)
        return web.json_response(answer)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        await request.read()
        return self.pages[request.match_info["page"]](request)


def refusal(code: str) -> dict[str, object]:
    return {"ok": False, "error": code}


def rate_limit(seconds: str) -> web.Response:
    return web.json_response(refusal("ratelimited"), status=429, headers={"Retry-After": seconds})

"""Adds to the merged document what no service declares: the security scheme and the problem responses."""

from typing import Any, Final

from shared.web.problems import MEDIA_TYPE

Json = dict[str, Any]

HEAD: Final[Json] = {
    "openapi": "3.1.0",
    "info": {
        "title": "Dolen",
        "version": "1",
        "description": (
            "Links the organisations around one person's way from a referral to a job that lasts. Every "
            "call needs an access token. Whatever goes wrong is answered with a problem (RFC 9457) in "
            "English or Welsh, as `Accept-Language` asks; go by its `code`. A POST that carries an "
            "`Idempotency-Key` can be sent again, within thirty days, without being done again. Every answer "
            "carries an `X-Correlation-ID`: quote it when you ask us about a call. It also tells, in "
            "`RateLimit` and `RateLimit-Policy`, what is left of the budget that is nearest its end; who has "
            "used one up is answered 429, with the seconds to wait in `Retry-After`."
        ),
        "contact": {"name": "Whoever runs this installation", "url": "https://dolen.example.org"},
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    },
    "servers": [{"url": "/", "description": "Where this document comes from."}],
    "security": [{"bearer": []}, {"clientCredentials": []}],
    "tags": [
        {"name": "events", "description": "What a provider's system posts, and what became of it."},
        {
            "name": "referrals",
            "description": "Referrals, decisions on them, and the register of partners.",
        },
        {
            "name": "webhooks",
            "description": "Signed messages to subscribers (Standard Webhooks), and their subscriptions.",
        },
        {"name": "participants", "description": "A provider's own people, their records, and what is due."},
        {"name": "audit", "description": "Who read what about whom."},
        {"name": "programmes", "description": "What each programme is: places, outcomes, targets."},
        {"name": "figures", "description": "The published tables."},
        {"name": "claims", "description": "What is claimed, what is not, and why."},
        {"name": "data quality", "description": "Records to mend."},
        {"name": "employers", "description": "The banks of employers and opportunities, and placements."},
    ],
}


def security_schemes(token_url: str) -> Json:
    """How a caller shows who it is."""
    return {
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "An access token of somebody who has signed in, or of a system.",
        },
        "clientCredentials": {
            "type": "oauth2",
            "description": "A system gets its access token by itself (RFC 6749, 4.4).",
            "flows": {"clientCredentials": {"tokenUrl": token_url, "scopes": {}}},
        },
    }


SCHEMAS: Final[Json] = {
    "Problem": {
        "type": "object",
        "title": "Problem",
        "description": "What went wrong (RFC 9457). Nothing that was sent is repeated in it.",
        "required": ["type", "code", "title", "status"],
        "properties": {
            "type": {
                "type": "string",
                "format": "uri-reference",
                "description": "The address of a page about it, `/problems/{code}`.",
            },
            "code": {
                "$ref": "#/components/schemas/ProblemCode",
                "description": "Stable: go by it, and show people the title.",
            },
            "title": {"type": "string", "description": "English or Welsh, as Accept-Language asks."},
            "status": {"type": "integer", "description": "The HTTP status."},
            "retry": {"type": "boolean", "description": "True where the same request may succeed later."},
            "errors": {"type": "array", "items": {"$ref": "#/components/schemas/ProblemField"}},
            "state": {
                "type": "string",
                "description": "The current state, where that stands against it.",
            },
            "accepted": {"type": "string", "description": "The media types or codings that are taken."},
            "offered": {"type": "string", "description": "The media types that can be answered with."},
            "allow": {"type": "string", "description": "The methods that the address takes."},
            "allowed": {"type": "string", "description": "The query parameters that the address takes."},
            "limit": {"type": "string", "description": "The most that is taken, in bytes."},
            "budget": {"type": "string", "description": "The budget that is used up."},
            "retry_after": {"type": "string", "description": "Seconds to wait, as in Retry-After."},
        },
    },
    "ProblemField": {
        "type": "object",
        "title": "ProblemField",
        "description": "One field at fault.",
        "required": ["pointer", "code", "detail"],
        "properties": {
            "pointer": {"type": "string", "format": "json-pointer"},
            "code": {"type": "string"},
            "detail": {"type": "string"},
            "allowed": {
                "type": "array",
                "items": {"type": "string"},
                "description": "The values that are known, where these are a closed list.",
            },
        },
    },
    "ProblemCode": {
        "type": "string",
        "title": "ProblemCode",
        "description": "What went wrong. There may be more in time: take one you do not know by its status.",
    },
}

_WAIT: Final[Json] = {
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 0}}
}
_RATE_LIMIT: Final[Json] = {
    "RateLimit-Policy": {
        "description": 'The tightest budget that applied: `"name";q=units;w=seconds`.',
        "schema": {"type": "string", "examples": ['"read";q=3000;w=60']},
    },
    "RateLimit": {
        "description": 'What is left of it: `"name";r=units;t=seconds`, until it is whole again.',
        "schema": {"type": "string", "examples": ['"read";r=2999;t=1']},
    },
}


def _response(description: str, headers: Json | None = None) -> Json:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": description, "content": content, "headers": _RATE_LIMIT | (headers or {})}


_BY_STATUS: Final = {
    "400": ("BadRequest", _response("The address or a header could not be understood.")),
    "401": ("InvalidToken", _response("There is no valid access token.")),
    "403": ("NotPermitted", _response("The caller's role or purpose does not allow this.")),
    "404": ("NotFound", _response("There is nothing here that the caller may see.")),
    "409": ("Conflict", _response("The current state does not allow this, or somebody else was first.")),
    "412": ("PreconditionFailed", _response("It has changed since the ETag in If-Match.")),
    "413": ("TooLarge", _response("The body is larger than is taken here.")),
    "415": ("UnsupportedMediaType", _response("The body is of a kind that is not taken here.")),
    "422": ("Invalid", _response("The body or a parameter does not fit, or a rule refuses it.")),
    "428": ("PreconditionRequired", _response("If-Match is missing.")),
    "429": ("TooManyRequests", _response("A budget of the caller or its address is used up.", _WAIT)),
    "503": ("Unavailable", _response("Not available just now; nothing was done.", _WAIT)),
    "504": ("TooSlow", _response("Given up after a while: it may or may not have been done.")),
}

RESPONSES: Final[Json] = dict([*_BY_STATUS.values(), ("Problem", _response("Any other problem."))])

_ALWAYS: Final = ("400", "401", "403", "429", "503", "504")


def with_problems(operation: Json, service: str) -> Json:
    """Add problem responses to an operation. Responses that its service declares stay, except the framework's
    own 422, which is never sent."""
    parameters = operation.get("parameters", [])
    statuses = [*_ALWAYS]
    if any(each.get("in") == "path" for each in parameters):
        statuses += ["404"]
    if any(each.get("name", "").lower() == "if-match" for each in parameters):
        statuses += ["409", "412", "428"]
    if "requestBody" in operation:
        statuses += ["409", "413", "415", "422"]
    declared = {
        status: response for status, response in operation.get("responses", {}).items() if status != "422"
    }
    if "422" in operation.get("responses", {}):
        statuses += ["422"]
    refusals = {status: _reference(_BY_STATUS[status][0]) for status in statuses}
    return {
        "tags": [service],
        **operation,
        "responses": dict(sorted((refusals | declared).items())) | {"default": _reference("Problem")},
    }


def _reference(response: str) -> Json:
    return {"$ref": f"#/components/responses/{response}"}

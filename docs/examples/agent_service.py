"""A service for AGENT=http, with Python's own library: `AGENT_SECRET=... python3 agent_service.py`."""

import base64
import hashlib
import hmac
import json
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = os.environ["AGENT_SECRET"].encode()
TOLERANCE_SECONDS = 300


def is_genuine(headers, body: bytes) -> bool:
    """Signed by Threadkeep, and not long ago: a request that was recorded cannot be sent again."""
    timestamp = headers.get("webhook-timestamp", "")
    if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    signed = f"{headers.get('webhook-id', '')}.{timestamp}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.digest(SECRET, signed, hashlib.sha256)).decode()
    return hmac.compare_digest(expected.encode(), headers.get("webhook-signature", "").encode())


def reply(request):
    """Yields the events of a reply. What the user said is in request["message"]."""
    if request.get("type") == "greeting":
        yield {"type": "text", "delta": "How can I help?"}
        yield {"type": "end"}
        return
    content = request["message"]["content"]
    text = content.get("text", content["type"])
    yield {"type": "status", "text": "Thinking..."}
    for word in f"You said: {text}".split(" "):
        yield {"type": "text", "delta": word + " "}
    yield {"type": "metadata", "metadata": {"model": "none", "finishReason": "stop"}}
    yield {"type": "end"}


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if not is_genuine(self.headers, body):
            self.send_error(401)
            return
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        for event in reply(json.loads(body)):
            self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
            self.wfile.flush()

    def log_message(self, *_args):
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8080"))), Handler)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()

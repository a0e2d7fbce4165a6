"""Prints the three headers of a signed call, whose content comes on the standard input:

    printf '%s' "$body" | SECRET=whsec_… python3 sign.py CHG-1042 > headers
    curl -H @headers -H 'content-type: application/json' --data-binary "$body" https://<api>/webhooks/patch-databases
"""

import base64
import hashlib
import hmac
import os
import sys
import time


def signed_headers(secret: str, webhook_id: str, content: bytes) -> dict[str, str]:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    now = str(int(time.time()))
    digest = hmac.digest(key, f"{webhook_id}.{now}.".encode() + content, hashlib.sha256)
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": now,
        "webhook-signature": "v1," + base64.b64encode(digest).decode(),
    }


if __name__ == "__main__":
    headers = signed_headers(os.environ["SECRET"], sys.argv[1], sys.stdin.buffer.read())
    for name, value in headers.items():
        print(f"{name}: {value}")

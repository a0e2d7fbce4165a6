#!/usr/bin/env bash
# Prints the three headers of a signed call, whose content comes on the standard input:
#   printf '%s' 'GET /webhooks/requests/CHG-1042' | SECRET=whsec_… ./sign.sh any-id > headers
#   curl -H @headers https://<api>/webhooks/requests/CHG-1042
# The key shows in the machine's list of processes for a moment: not for a machine that others use.
set -euo pipefail

id=$1
now=$(date +%s)
key=$(printf '%s' "${SECRET#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \n')
signature=$({ printf '%s.%s.' "$id" "$now"; cat; } | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | openssl base64 -A)
printf 'webhook-id: %s\nwebhook-timestamp: %s\nwebhook-signature: v1,%s\n' "$id" "$now" "$signature"

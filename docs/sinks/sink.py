import base64, hashlib, hmac, json, os, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
KEY = base64.b64decode(os.environ['SINK_SECRET'].removeprefix('whsec_'))
class Sink(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers['content-length']))
        id, at = self.headers['webhook-id'], self.headers['webhook-timestamp']
        ours = b'v1,' + base64.b64encode(hmac.digest(KEY, f'{id}.{at}.'.encode() + body, hashlib.sha256))
        is_right = abs(time.time() - int(at)) < 300 and any(
            hmac.compare_digest(ours, theirs.encode()) for theirs in self.headers['webhook-signature'].split())
        if is_right: print(id, json.loads(body)['data'], flush=True)
        self.send_response(204 if is_right else 401); self.end_headers()
ThreadingHTTPServer(('', int(os.environ.get('PORT', 8090))), Sink).serve_forever()

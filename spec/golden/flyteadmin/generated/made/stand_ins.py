"""What a FlyteAdmin needs around it: an S3 in memory (port 9900) and a Kubernetes that accepts and forgets (port 9901)."""
import base64, hashlib, json, threading, urllib.parse, sys
from http.server import ThreadingHTTPServer, BaseHTTPRequestHandler
OBJ = {}
from email.utils import formatdate
class S3(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *a): pass
    def key(self):
        p = urllib.parse.urlsplit(self.path)
        path = urllib.parse.unquote(p.path).lstrip("/")
        b, _, k = path.partition("/")
        return b, k, urllib.parse.parse_qs(p.query, keep_blank_values=True)
    def answer(self, code, body=b"", headers=None, head=False):
        self.send_response(code)
        h = dict(headers or {})
        h.setdefault("Content-Length", str(len(body)))
        h.setdefault("x-amz-request-id", "0")
        for k, v in h.items(): self.send_header(k, v)
        self.end_headers()
        if not head and body: self.wfile.write(body)
    def err(self, code, name, head=False):
        b, k, q = self.key()
        body = f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{name}</Code><Message>{name}</Message><Key>{k}</Key><BucketName>{b}</BucketName><Resource>/{b}/{k}</Resource><RequestId>0</RequestId><HostId>0</HostId></Error>'.encode()
        self.answer(code, b"" if head else body, {"Content-Type": "application/xml"}, head)
    def obj(self, head):
        b, k, q = self.key()
        if not k:
            if "location" in q:
                return self.answer(200, b'<?xml version="1.0" encoding="UTF-8"?><LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></LocationConstraint>', {"Content-Type":"application/xml"}, head)
            if head: return self.answer(200, b"", {}, True)
            prefix = q.get("prefix", [""])[0]
            items = "".join(f"<Contents><Key>{x}</Key><Size>{len(v[0])}</Size><ETag>&quot;{v[1]}&quot;</ETag><LastModified>2024-01-01T00:00:00.000Z</LastModified></Contents>" for (bb, x), v in sorted(OBJ.items()) if bb == b and x.startswith(prefix))
            return self.answer(200, f'<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>{b}</Name><Prefix>{prefix}</Prefix><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>{items}</ListBucketResult>'.encode(), {"Content-Type":"application/xml"})
        v = OBJ.get((b, k))
        if v is None: return self.err(404, "NotFound" if head else "NoSuchKey", head)
        h = {"ETag": f'"{v[1]}"', "Last-Modified": formatdate(usegmt=True), "Accept-Ranges": "bytes", "Content-Length": str(len(v[0]))}
        h.update(v[2])
        data = v[0]; code = 200
        r = self.headers.get("Range")
        if r and r.startswith("bytes=") and not head:
            a, _, z = r[6:].partition("-")
            a = int(a or 0); z = int(z) if z else len(data) - 1
            if a >= len(data) and len(data): return self.err(416, "InvalidRange")
            h["Content-Range"] = f"bytes {a}-{min(z,len(data)-1)}/{len(data)}"
            data = data[a:z+1]; h["Content-Length"] = str(len(data)); code = 206
        self.answer(code, data, h, head)
    def do_GET(self): self.obj(False)
    def do_HEAD(self): self.obj(True)
    def body(self):
        if "chunked" in (self.headers.get("Transfer-Encoding") or ""):
            out = b""
            while True:
                n = int(self.rfile.readline().split(b";")[0], 16)
                d = self.rfile.read(n); self.rfile.readline()
                if n == 0: return out
                out += d
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))
    def do_PUT(self):
        data = self.body()
        b, k, q = self.key()
        if not k: return self.answer(200)
        md5 = hashlib.md5(data)
        want = self.headers.get("Content-MD5")
        if want and base64.b64encode(md5.digest()).decode() != want: return self.err(400, "BadDigest")
        meta = {h: v for h, v in self.headers.items() if h.lower().startswith("x-amz-meta-")}
        if self.headers.get("Content-Type"): meta["Content-Type"] = self.headers["Content-Type"]
        for kk, vv in q.items():
            if kk.lower().startswith("x-amz-meta-"): meta.setdefault(kk, vv[0])
        OBJ[(b, k)] = (data, md5.hexdigest(), meta)
        self.answer(200, b"", {"ETag": f'"{md5.hexdigest()}"'})
    def do_DELETE(self):
        b, k, q = self.key(); OBJ.pop((b, k), None); self.answer(204)
    def do_POST(self):
        self.body(); self.answer(200)
class K8s(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *a): pass
    def j(self, code, o):
        body = json.dumps(o).encode()
        self.send_response(code); self.send_header("Content-Type", "application/json"); self.send_header("Content-Length", str(len(body))); self.end_headers(); self.wfile.write(body)
    def do_GET(self):
        p = self.path.split("?")[0]
        if p == "/version": return self.j(200, {"major": "1", "minor": "34", "gitVersion": "v1.34.0"})
        if p == "/api": return self.j(200, {"kind": "APIVersions", "versions": ["v1"]})
        if p == "/apis": return self.j(200, {"kind": "APIGroupList", "apiVersion": "v1", "groups": []})
        if p == "/api/v1": return self.j(200, {"kind": "APIResourceList", "groupVersion": "v1", "resources": []})
        self.j(404, {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404, "message": "not found"})
    def do_POST(self):
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try: o = json.loads(data)
        except Exception: o = {}
        self.j(201, o)
    do_PUT = do_POST
    def do_DELETE(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.j(200, {"kind": "Status", "apiVersion": "v1", "status": "Success"})
class Srv(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
t = threading.Thread(target=Srv(("127.0.0.1", 9901), K8s).serve_forever, daemon=True); t.start()
Srv(("127.0.0.1", 9900), S3).serve_forever()

#!/usr/bin/env python3
"""Differential oracle on top of botocore (client side) and localstack-core (server side).

  oracle.py gen      --seed 1 -n 20 [--service s3] [--operation PutObject] [--protocol rest-json] [--spread]   random inputs -> request JSONL
  oracle.py serialize            stdin {service, operation, input[, protocol]}           -> + request
  oracle.py client   [--sign]    stdin {service, operation, input[, region, endpoint]}   -> + request as sent by a real boto client
                                  (validation, idempotency tokens, checksums, compression, endpoint rules, host prefix; fixed clock and uuid)
  oracle.py parse                stdin {service, operation, response:{status,headers,body_b64}}     -> + output | error
  oracle.py respgen  --seed ...  random *responses*: random output -> server-side serializer (localstack) -> botocore parser
  oracle.py errgen   --seed ...  random *errors*: random error structure -> response -> botocore parser
  oracle.py missgen  --service s3  every required member of valid random inputs left out, one at a time, and what the
                                  official generator's rules say of that
  oracle.py server-parse         stdin {service, operation, request}                     -> + input as an independent server reads it
  oracle.py selfcheck --seed 1 -n 200     gen -> serialize -> server-parse, compare with the input

JSON form of values (driven by the model): blob = base64 string; timestamp = epoch seconds (number);
double/float = number or "NaN"/"Infinity"/"-Infinity"; document = JSON as is; everything else as in the model's member names.
"""
import argparse, base64, calendar, copy, datetime as dt, functools, io, json, os, random, sys, warnings, zlib
from urllib.parse import urlsplit, unquote, parse_qsl
os.environ.setdefault('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE'); os.environ.setdefault('AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY')
os.environ['AWS_EC2_METADATA_DISABLED'] = 'true'
import botocore.session, botocore.serialize, botocore.parsers, botocore.validate, botocore.awsrequest
from botocore.awsrequest import prepare_request_dict, create_request_object, HeadersDict
from botocore.model import ServiceModel, NoShapeFoundError
UTC = dt.timezone.utc
SES = botocore.session.Session()
SES.set_config_variable('region', 'us-east-1')
LOADER = SES.get_component('data_loader')
PROTOS = ['rest-json', 'json', 'query', 'ec2', 'rest-xml', 'smithy-rpc-v2-cbor']

@functools.lru_cache(8)
def model(service):
    return ServiceModel(LOADER.load_service_model(service, 'service-2'), service)

# ---------- value <-> JSON ----------
def to_py(shape, v):
    """JSON form -> botocore's form"""
    if v is None: return None
    t = shape.type_name
    if getattr(shape, 'is_document_type', False): return v
    if t == 'structure': return {k: to_py(shape.members[k], x) for k, x in v.items()}
    if t == 'list': return [to_py(shape.member, x) for x in v]
    if t == 'map': return {k: to_py(shape.value, x) for k, x in v.items()}
    if t == 'blob': return base64.b64decode(v)
    if t == 'timestamp': return dt.datetime.fromtimestamp(0, UTC) + dt.timedelta(seconds=v)
    if t in ('float', 'double'): return float(v.replace('Infinity', 'inf')) if isinstance(v, str) else v
    return v
def num(f):
    if f != f: return 'NaN'
    if f in (float('inf'), float('-inf')): return 'Infinity' if f > 0 else '-Infinity'
    return f
def to_json(shape, v):
    """botocore's form -> JSON form. Unmodelled keys are dropped."""
    if v is None or shape is None: return v
    t = shape.type_name
    if getattr(shape, 'is_document_type', False): return v
    if t == 'structure':
        if 'SDK_UNKNOWN_MEMBER' in v: return {'$unknown': v['SDK_UNKNOWN_MEMBER']['name']}
        return {k: to_json(shape.members[k], x) for k, x in v.items() if k in shape.members}
    if t == 'list': return [to_json(shape.member, x) for x in v]
    if t == 'map': return {k: to_json(shape.value, x) for k, x in v.items()}
    if t == 'blob':
        if hasattr(v, 'read'): v = v.read()
        return base64.b64encode(v.encode() if isinstance(v, str) else v).decode()
    if t == 'timestamp':
        if v.tzinfo is None: v = v.replace(tzinfo=UTC)
        s = (v - dt.datetime.fromtimestamp(0, UTC)).total_seconds()
        return int(s) if s == int(s) else round(s, 6)
    if t in ('float', 'double'): return num(float(v))
    return v

# Unions that API JSON does not mark: the rows of `codegen/src/transform/aws/facts.rs`.
UNIONS = {'AnalyticsFilter', 'AnnotationValue', 'AssetPropertyVariant', 'DataSourceParameters', 'MetricsFilter', 'PhysicalTable',
          'TransformOperation', 'TrialComponentParameterValue', 'TypedAttributeValue'}
def is_union(s):
    # GameLift's `AttributeValue` is not a union.
    own = s.name in UNIONS or s.name == 'AttributeValue' and 'NULL' in s.members
    return getattr(s, 'is_tagged_union', False) or own

# ---------- random values ----------
class Gen:
    def __init__(self, rnd, max_depth=4, p=0.5, hard=True, special_floats=False, frac=False):
        self.r, self.max_depth, self.p, self.hard, self.sf, self.frac = rnd, max_depth, p, hard, special_floats, frac
    ASCII = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
    HARD = list(' /+%&=?#<>"\'\\,;:@!*()[]{}|~`^$.-_') + ['é', 'ß', '日', '本', '\U0001F600', 'İ']
    def text(self, s, where):
        md = s.metadata; lo = md.get('min', 0) or 0; hi = min(md.get('max') or 24, lo + 24)
        if where in ('uri', 'hostLabel', 'header', 'mapkey'): lo = max(lo, 1); hi = max(hi, lo)
        n = self.r.randint(int(lo), int(max(lo, hi))); al = self.ASCII
        if where == 'hostLabel': return ''.join(self.r.choice(al) for _ in range(max(1, min(n, 20))))
        if where == 'header': pool = [c for c in self.HARD if ord(c) < 127]
        elif where == 'querykey': pool = list('._-')
        else: pool = self.HARD
        out = ''.join(self.r.choice(pool) if self.hard and self.r.random() < 0.15 else self.r.choice(al) for _ in range(n))
        return ('x' + out[1:-1] + 'y' if len(out) > 1 else 'x') if where == 'header' else out
    def value(self, s, d=0, where=None):
        if getattr(s, 'is_document_type', False): return self.doc()
        return getattr(self, '_' + s.type_name)(s, d, where)
    def doc(self, d=0):
        k = self.r.randint(0, 6 if d < 2 else 3)
        return [None, True, self.r.randint(-9, 99), self.text_doc(), {self.text_doc(): self.doc(d + 1) for _ in range(2)}, [self.doc(d + 1) for _ in range(2)], 1.5][k]
    def text_doc(self): return ''.join(self.r.choice(self.ASCII) for _ in range(4))
    def _structure(self, s, d, where):
        M = s.members
        if is_union(s):
            c = [k for k, m in M.items() if not (d >= self.max_depth and m.type_name in ('structure', 'list', 'map'))] or list(M)
            if d > self.max_depth + 6: raise RecursionError
            k = self.r.choice(c); return {k: self.value(M[k], d + 1)}
        if d > self.max_depth + 6: raise RecursionError
        out = {}; req = set(s.required_members)
        for k, m in M.items():
            ser = m.serialization; loc = ser.get('location')
            if s.serialization.get('eventstream') or m.serialization.get('eventstream'): continue
            must = k in req or loc == 'uri' or m.metadata.get('idempotencyToken') or m.serialization.get('hostLabel')
            if not must and (d >= self.max_depth or self.r.random() > self.p): continue
            if loc == 'statusCode': out[k] = self.r.choice([200, 202, 206]); continue
            # An empty required text in the query is rejected, as in the path.
            asked = loc == 'uri' or loc == 'querystring' and k in req and m.type_name == 'string'
            w = 'hostLabel' if ser.get('hostLabel') or m.metadata.get('hostLabel') else 'uri' if asked else 'header' if loc in ('header', 'headers') else None
            if m.type_name == 'string' and ser.get('jsonvalue'): out[k] = {'a': [1, self.text_doc()], 'b': None}; continue
            out[k] = self.value(m, d + 1, w)
        return out
    def _list(self, s, d, where):
        if where == 'header': return [self.value(s.member, d + 1, 'header') for _ in range(self.r.randint(1, 3))]
        lo = s.metadata.get('min', 0) or 0; hi = min(s.metadata.get('max') or 3, lo + 2)
        if d >= self.max_depth: hi = lo
        return [self.value(s.member, d + 1) for _ in range(self.r.randint(lo, max(lo, hi)))]
    def _map(self, s, d, where):
        lo = min(s.metadata.get('min', 0) or 0, 2); hi = 0 if d >= self.max_depth else 2
        out = {}
        for _ in range(self.r.randint(lo, max(lo, hi))):
            k = self.r.choice(s.key.enum) if getattr(s.key, 'enum', None) else self.text_doc() + self.text_doc().lower() if where == 'header' else self.text(s.key, 'mapkey')
            out[k.lower() if where == 'header' else k] = self.value(s.value, d + 1, where)
        return out
    def _string(self, s, d, where):
        if getattr(s, 'enum', None): return self.r.choice(s.enum)
        return self.text(s, where)
    _character = _string
    def _blob(self, s, d, where): return base64.b64encode(bytes(self.r.randrange(256) for _ in range(self.r.randint(1, 16)))).decode()
    def _boolean(self, s, d, where): return self.r.random() < .5
    def rng(self, s, lo, hi):
        a = s.metadata.get('min'); b = s.metadata.get('max')
        a = lo if a is None else a; b = hi if b is None else b
        if a > b: b = a
        return a, b
    def _integer(self, s, d, where):
        a, b = self.rng(s, -2**31, 2**31 - 1); return self.r.choice([int(a), int(b), self.r.randint(int(a), int(b))])
    def _long(self, s, d, where):
        a, b = self.rng(s, -2**63, 2**63 - 1); return self.r.choice([int(a), int(b), self.r.randint(int(a), int(b))])
    def _double(self, s, d, where):
        if self.sf and where != 'uri' and self.r.random() < .2: return self.r.choice(['NaN', 'Infinity', '-Infinity'])
        a, b = self.rng(s, -1000, 1000); return self.r.choice([float(a), round(self.r.uniform(a, b), 3), float(int(a))])
    def _float(self, s, d, where):
        if self.sf and self.r.random() < .2: return self.r.choice(['NaN', 'Infinity', '-Infinity'])
        a, b = self.rng(s, -1000, 1000); v = float(int(self.r.uniform(a, b) * 4)) / 4; return min(max(v, a), b)   # exact in binary32
    def _timestamp(self, s, d, where):
        v = self.r.choice([0, 1, self.r.randint(0, 4102444800)]); return v + (self.r.randint(1, 999) / 1000 if self.frac and where is None else 0)

# ---------- client side ----------
def op_of(rec): return model(rec['service']).operation_model(rec['operation'])
def proto_of(rec): return rec.get('protocol') or model(rec['service']).resolved_protocol
def present(prep, req):
    u = urlsplit(prep.url); b = prep.body
    if b is None: b = b''
    if hasattr(b, 'read'): b = b.read()
    if isinstance(b, str): b = b.encode()
    h = {k: (v.decode('latin-1') if isinstance(v, bytes) else str(v)) for k, v in sorted(prep.headers.items(), key=lambda x: x[0].lower())}
    out = {'method': prep.method, 'host': u.netloc, 'path': u.path, 'query': u.query, 'query_pairs': parse_qsl(u.query, keep_blank_values=True), 'headers': h, 'body_b64': base64.b64encode(b).decode()}
    if req is not None and req.get('context', {}): pass
    return out
# Services whose requests botocore's client changes besides serializing them, and their names in its handlers.
HANDLED = {'API Gateway': 'apigateway', 'Glacier': 'glacier', 'Machine Learning': 'machinelearning', 'Route 53': 'route53'}
def handle(event, om, params):
    import botocore.handlers
    service = HANDLED.get(om.service_model.metadata['serviceId'])
    names = (f'{event}.{service}', f'{event}.{service}.{om.name}')
    for name, handler, *_ in botocore.handlers.BUILTIN_HANDLERS:
        if service and name in names: handler(params=params, model=om)
def serialize(rec):
    om = op_of(rec); proto = proto_of(rec)
    ser = botocore.serialize.create_serializer(proto, include_validation=True)
    params = to_py(om.input_shape, rec['input']) if om.input_shape else {}
    handle('before-parameter-build', om, params)
    req = ser.serialize_to_request(params, om)
    handle('before-call', om, req)
    hp = (om.endpoint or {}).get('hostPrefix') if hasattr(om, 'endpoint') else None
    req['context'] = {}
    prepare_request_dict(req, endpoint_url='https://oracle.invalid')
    prep = create_request_object(req).prepare()
    r = present(prep, req)
    if hp: r['host_prefix'] = req.get('host_prefix') or hp
    return {**rec, 'protocol': proto, 'request': r}
class FrozenDT(dt.datetime):
    @classmethod
    def now(cls, tz=None): return cls(2015, 8, 30, 12, 36, 0, tzinfo=tz)
    @classmethod
    def utcnow(cls): return cls(2015, 8, 30, 12, 36, 0)
def client(rec, sign=False):
    import botocore.auth, botocore.handlers, botocore.config, uuid, unittest.mock as mock
    cfg = botocore.config.Config(signature_version=None if sign else botocore.UNSIGNED, retries={'max_attempts': 0}, parameter_validation=True)
    c = SES.create_client(rec['service'], region_name=rec.get('region', 'us-east-1'), endpoint_url=rec.get('endpoint'), config=cfg)
    got = {}
    canned = rec.get('response', {'status': 200, 'headers': {}, 'body_b64': ''})
    def before_send(request, **kw):
        got['r'] = present(request, None)
        class Raw(io.BytesIO):
            def stream(self, *a, **k): yield self.read()
        return botocore.awsrequest.AWSResponse(request.url, canned['status'], HeadersDict(canned['headers']), Raw(base64.b64decode(canned['body_b64'])))
    c.meta.events.register('before-send', before_send)
    om = op_of(rec); params = to_py(om.input_shape, rec['input']) if om.input_shape else {}
    from botocore import xform_name
    m = getattr(c, {v: k for k, v in c.meta.method_to_api_mapping.items()}[rec['operation']])
    out = {}
    fz = dt.datetime(2015, 8, 30, 12, 36, 0)
    with mock.patch('botocore.auth.get_current_datetime', lambda remove_tzinfo=True: fz if remove_tzinfo else fz.replace(tzinfo=UTC), create=True), mock.patch('uuid.uuid4', lambda: uuid.UUID('00000000-0000-4000-8000-000000000000')):
        try: out['output'] = to_json(om.output_shape, {k: v for k, v in m(**params).items() if k != 'ResponseMetadata'})
        except Exception as e: out['client_error'] = f'{type(e).__name__}: {e}'
    return {**rec, 'request': got.get('r'), **out}
def parse(rec):
    om = op_of(rec); sm = model(rec['service']); proto = proto_of(rec); p = botocore.parsers.create_parser(proto); r = rec['response']
    resp = {'status_code': r['status'], 'headers': HeadersDict(r['headers']), 'body': base64.b64decode(r['body_b64']), 'context': {'operation_name': om.name}}
    if om.has_streaming_output and r['status'] < 300: resp['body'] = io.BytesIO(resp['body'])   # as botocore.endpoint does; bytes would be decoded as UTF-8
    parsed = p.parse(dict(resp), om.output_shape)
    if r['status'] >= 300:
        e = {'code': parsed.get('Error', {}).get('Code'), 'message': parsed.get('Error', {}).get('Message')}
        try:
            es = sm.shape_for_error_code(e['code']); e['shape'] = es.name
            e['fields'] = to_json(es, {k: v for k, v in p.parse(dict(resp), es).items() if k in es.members})
        except NoShapeFoundError: e['shape'] = None
        return {**rec, 'error': e}
    parsed.pop('ResponseMetadata', None)
    return {**rec, 'output': to_json(om.output_shape, parsed)}

# ---------- server side (localstack-core: independent request parser and response serializer) ----------
def server_parse(rec):
    warnings.filterwarnings('ignore')
    from localstack.aws.protocol import parser as lp
    from localstack.http import Request
    om = op_of(rec); proto = proto_of(rec); q = rec['request']
    rq = Request(method=q['method'], path=unquote(q['path']), raw_path=q['path'], query_string=q['query'], headers={**q['headers'], 'Host': q.get('host', 'x')}, body=base64.b64decode(q['body_b64']))
    P = {'query': lp.QueryRequestParser, 'json': lp.JSONRequestParser, 'rest-json': lp.RestJSONRequestParser, 'rest-xml': lp.RestXMLRequestParser, 'ec2': lp.EC2RequestParser, 'smithy-rpc-v2-cbor': lp.RpcV2CBORRequestParser}[proto]
    o, params = P(model(rec['service'])).parse(rq)
    return {**rec, 'server': {'operation': o.name, 'input': to_json(o.input_shape, params)}}
def server_respond(rec, output):
    warnings.filterwarnings('ignore')
    from localstack.aws.protocol import serializer as ls
    om = op_of(rec); proto = proto_of(rec)
    S = {'query': ls.QueryResponseSerializer, 'json': ls.JSONResponseSerializer, 'rest-json': ls.RestJSONResponseSerializer, 'rest-xml': ls.RestXMLResponseSerializer, 'ec2': ls.EC2ResponseSerializer, 'smithy-rpc-v2-cbor': ls.RpcV2CBORResponseSerializer}[proto]()
    hdr = {'Accept': {'smithy-rpc-v2-cbor': 'application/cbor', 'json': 'application/x-amz-json-' + str(model(rec['service']).metadata.get('jsonVersion', '1.0'))}.get(proto, S.SUPPORTED_MIME_TYPES[0])}
    from werkzeug.datastructures import Headers
    r = S.serialize_to_response(to_py(om.output_shape, output) if om.output_shape else {}, om, Headers(hdr), 'req-0001')
    return {'status': r.status_code, 'headers': dict(r.headers), 'body_b64': base64.b64encode(r.get_data()).decode()}

def server_fail(rec, shape, code, status, fields):
    warnings.filterwarnings('ignore')
    from localstack.aws.protocol import serializer as ls
    from localstack.aws.api import CommonServiceException
    from werkzeug.datastructures import Headers
    om = op_of(rec); proto = rec['protocol']
    S = {'query': ls.QueryResponseSerializer, 'json': ls.JSONResponseSerializer, 'rest-xml': ls.RestXMLResponseSerializer, 'ec2': ls.EC2ResponseSerializer, 'smithy-rpc-v2-cbor': ls.RpcV2CBORResponseSerializer}[proto]()
    values = to_py(shape, fields)
    message = next((values[k] for k in ('message', 'Message') if isinstance(values.get(k), str)), '')
    error = CommonServiceException(code, message, status, status < 500)
    # A member with the name of the serializer's attribute for the error code must not replace it.
    for k, x in values.items():
        if k.lower() != 'message' and not hasattr(error, k): setattr(error, k, x)
    hdr = {'Accept': {'smithy-rpc-v2-cbor': 'application/cbor', 'json': 'application/x-amz-json-' + str(model(rec['service']).metadata.get('jsonVersion', '1.0'))}.get(proto, S.SUPPORTED_MIME_TYPES[0])}
    r = S.serialize_error_to_response(error, om, Headers(hdr), 'req-0001')
    body = r.get_data()
    if proto == 'json' and isinstance(values.get('code'), int): body = json.dumps({**json.loads(body), 'code': values['code']}).encode()
    return {'status': r.status_code, 'headers': dict(r.headers), 'body_b64': base64.b64encode(body).decode()}

# ---------- errors ----------
def to_wire(shape, v):
    """JSON form -> the JSON document that a rest-json server sends"""
    t = shape.type_name
    if t == 'structure': return {shape.members[k].serialization.get('name', k): to_wire(shape.members[k], x) for k, x in v.items()}
    if t == 'list': return [to_wire(shape.member, x) for x in v]
    if t == 'map': return {k: to_wire(shape.value, x) for k, x in v.items()}
    return v
def error_records(a):
    k = i = 0
    while k < a.n and i < a.n * 20:
        rnd = random.Random(f'{a.seed}:error:{i}'); i += 1
        s, o, om = pick(rnd, a)
        # The response to HEAD has no body that could name an error.
        if not om.error_shapes or om.http.get('method') == 'HEAD': continue
        shape = rnd.choice(om.error_shapes)
        fields = Gen(rnd, a.max_depth, a.p, not a.easy).value(shape)
        status = shape.metadata.get('error', {}).get('httpStatusCode', 500 if shape.metadata.get('fault') else 400)
        name = shape.metadata.get('error', {}).get('code', shape.name)
        if (a.protocol or model(s).resolved_protocol) != 'rest-json':
            k += 1
            rec = {'service': s, 'operation': o, 'protocol': a.protocol or model(s).resolved_protocol}
            yield {**rec, 'generated': {'shape': shape.name, 'fields': fields}, 'response': server_fail(rec, shape, name, status, fields)}
            continue
        # The places and forms in which AWS's services name an error (Smithy, restJson1, "Operation error serialization").
        # Some services repeat the code in a member.
        fields.update({k: name for k in fields if k.lower() == 'code'})
        bound = {k: m.serialization['name'] for k, m in shape.members.items() if m.serialization.get('location') == 'header'}
        headers, body = {'Content-Type': 'application/json'}, to_wire(shape, {k: x for k, x in fields.items() if k not in bound})
        headers.update({bound[k]: str(x) for k, x in fields.items() if k in bound})
        form = rnd.choice(['header', 'header-uri', 'body', 'body-namespace'])
        if form == 'header': headers['x-amzn-ErrorType'] = name
        elif form == 'header-uri': headers['x-amzn-ErrorType'] = name + ':http://internal.amazon.com/coral/'
        elif form == 'body': body['code'] = name
        else: body['__type'] = 'aws.protocoltests#' + name
        k += 1
        yield {'service': s, 'operation': o, 'protocol': model(s).resolved_protocol, 'form': form,
               'generated': {'shape': shape.name, 'fields': fields},
               'response': {'status': status, 'headers': headers, 'body_b64': base64.b64encode(json.dumps(body).encode()).decode()}}

# ---------- missing members ----------
REST = ('rest-json', 'rest-xml')
def valid_input(a, om):
    """A random input that botocore's validation accepts: many have patterns and ranges that random values rarely match."""
    for i in range(60):
        rnd = random.Random(f'{a.seed}:{om.name}:{i}')
        try: v = Gen(rnd, a.max_depth, .3 if i < 20 else 0, False).value(om.input_shape)
        except RecursionError: continue
        # An algorithm that no client computes is rejected before any other check.
        if 'ChecksumAlgorithm' not in om.input_shape.required_members: v.pop('ChecksumAlgorithm', None)
        if not botocore.validate.ParamValidator().validate(to_py(om.input_shape, v), om.input_shape).has_errors(): return v
def without(om, v, how, rest, k):
    """The result of an input without the member `k`. In the official generator's RequestBindingGenerator a label must be
    set and not be empty, a required parameter of the query must be set, and not be empty if it is a text that is no enum;
    EndpointTraitBindings refuses a label of the host name that is unset or empty. Nothing else is looked at. Tokens are
    filled in."""
    m = om.input_shape.members[k]; loc = m.serialization.get('location') if rest else None
    # Keys of a member are not traits of the shape that it targets.
    plain = m.type_name == 'string' and not getattr(om.service_model.shape_for(m.name), 'enum', None)
    host = '{' + k + '}' in ((om.endpoint or {}).get('hostPrefix') or '')
    token = m.metadata.get('idempotencyToken') and how == 'unset'
    refused = not token and (loc == 'uri' or host or loc == 'querystring' and (how == 'unset' or plain))
    return {'operation': om.wire_name, 'member': k, 'how': how, 'expect': 'refused' if refused else 'sent',
            'input': {n: x for n, x in v.items() if n != k} | ({k: ''} if how == 'empty' else {})}
def missing_records(a):
    sm = model(a.service); proto = a.protocol or sm.resolved_protocol; nested = {}
    def reach(sh):
        if sh.type_name == 'structure':
            if sh.name in nested: return
            nested[sh.name] = sh
            for m in sh.members.values(): reach(m)
        elif sh.type_name == 'list': reach(sh.member)
        elif sh.type_name == 'map': reach(sh.value)
    for o in sm.operation_names:
        om = sm.operation_model(o); sh = om.input_shape
        if sh is None or has_events(sh) or has_events(om.output_shape): continue
        for m in sh.members.values(): reach(m)
        if not sh.required_members: continue
        v = valid_input(a, om)
        if v is None: yield {'service': a.service, 'operation': o, 'no_input': True}; continue
        # For users, JSON in a string is a string.
        v = {k: json.dumps(x) if sh.members[k].serialization.get('jsonvalue') else x for k, x in v.items()}
        for k in sh.required_members:
            m = sh.members[k]
            hows = ['unset'] + (['empty'] if m.type_name == 'string' and not m.serialization.get('jsonvalue') else [])
            for how in hows:
                r = without(om, v, how, proto in REST, k)
                py = to_py(sh, r['input'])
                yield {'service': a.service, 'protocol': proto, **r, 'botocore': botocore.validate.ParamValidator().validate(py, sh).has_errors()}
    # Inside structures, the builder rejects. Required structures and unions are still optional.
    for sh in nested.values():
        if is_union(sh): continue
        for k in sh.required_members:
            m = sh.members[k]
            aggregate = m.type_name == 'structure' and not getattr(m, 'is_document_type', False)
            yield {'service': a.service, 'structure': sh.name, 'member': k, 'expect': 'sent' if aggregate else 'refused'}

# ---------- drivers ----------
@functools.lru_cache(None)
def services(): return LOADER.list_available_services('service-2')
def has_events(sh): return sh is not None and any(m.serialization.get('eventstream') for m in sh.members.values())
def pick(rnd, a, want=None):
    for _ in range(2000):
        s = a.service or rnd.choice(pool(want or a.protocol))
        m = model(s); o = a.operation or rnd.choice(m.operation_names); om = m.operation_model(o)
        if has_events(om.input_shape) or has_events(om.output_shape): continue
        return s, o, om
@functools.lru_cache(None)
def pool(proto):
    if not proto: return services()
    cache = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'protocols_cache.json')
    try: c = json.load(open(cache))
    except OSError:
        c = {s: ServiceModel(LOADER.load_service_model(s, 'service-2'), s).metadata for s in services()}
        c = {s: md.get('protocols') or [md['protocol']] for s, md in c.items()}; json.dump(c, open(cache, 'w'))
    return [s for s, ps in c.items() if proto in ps]
def unusual(rnd, shape, value):
    """Inputs that only the handlers of a service make valid: no account, ids with their kind."""
    if rnd.random() < .4: value.pop('accountId', None)
    for name, member in (shape.members if shape else {}).items():
        if name in value and member.name in ('ResourceId', 'DelegationSetId', 'ChangeId'):
            value[name] = rnd.choice(['', '/hostedzone/', 'change/', '/delegationset/']) + value[name].replace('/', '')
    if 'PredictEndpoint' in value: value['PredictEndpoint'] = 'https://realtime.example/'
def records(a, side='input'):
    k = 0; i = 0; protos = PROTOS if a.spread else [a.protocol]
    while k < a.n and i < a.n * 20:
        rnd = random.Random(f'{a.seed}:{i}'); want = protos[k % len(protos)]; i += 1
        s, o, om = pick(rnd, a, want)
        g = Gen(rnd, a.max_depth, a.p, not a.easy, a.special_floats, a.fractional)
        sh = om.input_shape if side == 'input' else om.output_shape
        try: v = g.value(sh) if sh else {}
        except RecursionError: continue
        if side == 'input':
            err = botocore.validate.ParamValidator().validate(to_py(sh, v), sh) if sh else None
            if err and err.has_errors() and not a.keep_invalid: continue
            if HANDLED.get(model(s).metadata['serviceId']): unusual(rnd, sh, v)
        rec = {'service': s, 'operation': o, side: v}
        rec['protocol'] = want or model(s).resolved_protocol
        k += 1; yield rec
def norm(v):
    """drop what no wire format can carry: empty containers vs absence are compared separately"""
    if isinstance(v, dict): return {k: norm(x) for k, x in v.items() if x not in ({}, [], None)}
    if isinstance(v, list): return [norm(x) for x in v]
    if isinstance(v, float) and v == int(v): return int(v)
    return v
def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('cmd', choices=['missgen', 'gen', 'serialize', 'client', 'parse', 'respgen', 'errgen', 'server-parse', 'selfcheck'])
    ap.add_argument('--seed', default='1'); ap.add_argument('-n', type=int, default=20); ap.add_argument('--service'); ap.add_argument('--operation'); ap.add_argument('--protocol', choices=PROTOS)
    ap.add_argument('--spread', action='store_true', help='go round all six protocols'); ap.add_argument('--easy', action='store_true', help='alphanumeric strings only'); ap.add_argument('--special-floats', action='store_true'); ap.add_argument('--fractional', action='store_true')
    ap.add_argument('--keep-invalid', action='store_true'); ap.add_argument('--max-depth', type=int, default=4); ap.add_argument('-p', type=float, default=0.5); ap.add_argument('--sign', action='store_true')
    a = ap.parse_args()
    put = lambda r: print(json.dumps(r, ensure_ascii=False, default=str))
    ins = (json.loads(l) for l in sys.stdin if l.strip()) if a.cmd in ('serialize', 'client', 'parse', 'server-parse') else ()
    f = {'serialize': serialize, 'client': lambda r: client(r, a.sign), 'parse': parse, 'server-parse': server_parse}.get(a.cmd)
    for r in ins:
        try: put(f(r))
        except Exception as e: put({**r, 'oracle_error': f'{type(e).__name__}: {e}'})
    if a.cmd == 'gen':
        for r in records(a):
            try: put(serialize(r))
            except Exception as e: put({**r, 'oracle_error': f'{type(e).__name__}: {e}'})
    if a.cmd == 'missgen':
        for r in missing_records(a): put(r)
    if a.cmd == 'respgen':
        for r in records(a, 'output'):
            want = r.pop('output')
            try: r['response'] = server_respond(r, want); r = parse(r); r['generated'] = want; r['same'] = norm(want) == norm(r.get('output'))
            except Exception as e: r['generated'] = want; r['oracle_error'] = f'{type(e).__name__}: {e}'
            put(r)
    if a.cmd == 'errgen':
        for r in error_records(a):
            try: put(parse(r))
            except Exception as e: put({**r, 'oracle_error': f'{type(e).__name__}: {e}'})
    if a.cmd == 'selfcheck':
        import collections; C = collections.Counter()
        for r in records(a):
            try:
                r = server_parse(serialize(r)); ok = norm(r['input']) == norm(r['server']['input']) and r['server']['operation'] == r['operation']
                C[r['protocol'], 'same' if ok else 'DIFF'] += 1
                if not ok: put({k: r[k] for k in ('service', 'operation', 'protocol', 'input', 'server', 'request')})
            except Exception as e: C[r['protocol'], 'error ' + type(e).__name__] += 1; put({**r, 'oracle_error': f'{type(e).__name__}: {e}'})
        print(sorted(C.items()), file=sys.stderr)
if __name__ == '__main__': main()

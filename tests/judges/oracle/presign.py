#!/usr/bin/env python3
"""Presigned requests: those of botocore for random calls, and whether a generated client makes the same.

`presign.py gen --service S --seed N -n N --operations OPERATION…` prints a record per call, with the URL that botocore gives.
`presign.py judge` reads such records with `ours`, prints every difference and a summary, and fails if there is one.
"""
import argparse, datetime as dt, json, random, sys
from unittest import mock
from urllib.parse import parse_qsl, urlsplit
import botocore.config, botocore.validate
import oracle
from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

START = dt.datetime(2015, 8, 30, 12, 36, 0)
ENDPOINT = 'https://oracle.invalid'

def client(service, token):
    session = oracle.SES
    session._credentials = Credentials('AKIDEXAMPLE', 'secret', token)
    config = botocore.config.Config(signature_version='s3v4' if service == 's3' else None,
                                    s3={'addressing_style': 'virtual'})
    return session.create_client(service, region_name='us-east-1', endpoint_url=ENDPOINT, config=config)

def url(rec):
    c = client(rec['service'], rec['presign'].get('token'))
    om = oracle.op_of(rec)
    params = oracle.to_py(om.input_shape, rec['input']) if om.input_shape else {}
    method = {v: k for k, v in c.meta.method_to_api_mapping.items()}[rec['operation']]
    # Members of the body go into the query of a GET request, which programs request.
    moved = oracle.model(rec['service']).resolved_protocol in ('query', 'ec2') or rec['operation'] == 'SynthesizeSpeech'
    now = lambda remove_tzinfo=True: START if remove_tzinfo else START.replace(tzinfo=oracle.UTC)
    with mock.patch('botocore.auth.get_current_datetime', now, create=True):
        return c.generate_presigned_url(method, Params=params, ExpiresIn=rec['presign']['expires'],
                                        HttpMethod='GET' if moved else None), 'GET' if moved else om.http['method']

def without_empty(value):
    if isinstance(value, dict):
        return {k: x for k, x in ((k, without_empty(x)) for k, x in value.items()) if x not in ([], {})}
    return [x for x in map(without_empty, value) if x not in ([], {})] if isinstance(value, list) else value

def gen(a):
    made = tried = 0
    while made < a.n and tried < a.n * 20:
        rnd = random.Random(f'{a.seed}:presign:{tried}'); tried += 1
        operation = rnd.choice(a.operations)
        # botocore requests it without the bucket in the host name.
        if operation == 'GetBucketLocation': continue
        om = oracle.model(a.service).operation_model(operation)
        shape = om.input_shape
        try: value = oracle.Gen(rnd, 3, 0.4, True).value(shape) if shape else {}
        except RecursionError: continue
        # botocore loses empty values at the end of a form when it moves them to the query.
        value = without_empty(value)
        # botocore computes the hash of the key.
        value = {k: x for k, x in value.items() if 'SSECustomerKey' not in k}
        # It affects only the response, and AWS's signer leaves it out of the signature, as in the official crates.
        value.pop('ChecksumMode', None)
        # Buckets are in the host name, and a body is not signed.
        if 'Bucket' in value: value['Bucket'] = 'bucket-' + str(rnd.randrange(100))
        # botocore signs names of hosts in lower case, others as they are sent.
        if 'RequestRoute' in value: value['RequestRoute'] = value['RequestRoute'].lower()
        payload = shape.serialization.get('payload') if shape else None
        if payload: value.pop(payload, None)
        if shape and botocore.validate.ParamValidator().validate(oracle.to_py(shape, value), shape).has_errors(): continue
        presign = {'expires': rnd.randrange(1, 604801), 'start': 1440938160}
        if rnd.random() < 0.5: presign['token'] = 'a token/+='
        record = {'service': a.service, 'operation': operation, 'input': value, 'endpoint': ENDPOINT, 'presign': presign}
        try: record['url'], record['method'] = url(record)
        except Exception as e: record['oracle_error'] = f'{type(e).__name__}: {e}'
        made += 1
        print(json.dumps(record, ensure_ascii=False, default=str))

def pairs(url, record):
    """The query but for the signature, and for what one of the two adds by itself: S3's `x-id`, which models say and API JSON
    does not, and the encoding of listings, for which botocore has a handler."""
    drop = {'X-Amz-Signature', 'x-id'} if record['service'] == 's3' else {'X-Amz-Signature'}
    if record['service'] == 's3' and 'EncodingType' not in record['input']: drop.add('encoding-type')
    return sorted(pair for pair in parse_qsl(urlsplit(url).query, keep_blank_values=True) if pair[0] not in drop)

def signed(record, ours):
    """Our URL as botocore's signer signs it, by its signature."""
    parts = urlsplit(ours['uri'])
    both = [dict(parse_qsl(urlsplit(url).query))['X-Amz-Signature'] for url in (record['url'], ours['uri'])]
    # The signer would only see one of two equal names.
    if both[0] == both[1]: return both
    query = parts.query.split('&')
    own = '&'.join(part for part in query if not part.startswith('X-Amz-'))
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    _, _, region, name, _ = given['X-Amz-Credential'].split('/')
    request = AWSRequest(method=ours['method'], url=parts._replace(query=own).geturl(), headers=dict(ours['headers']))
    signer = auth.S3SigV4QueryAuth if name.startswith('s3') else auth.SigV4QueryAuth
    credentials = Credentials('AKIDEXAMPLE', 'secret', record['presign'].get('token'))
    now = lambda remove_tzinfo=True: START if remove_tzinfo else START.replace(tzinfo=oracle.UTC)
    with mock.patch('botocore.auth.get_current_datetime', now, create=True):
        signer(credentials, name, region, expires=record['presign']['expires']).add_auth(request)
    return dict(parse_qsl(urlsplit(request.url).query))['X-Amz-Signature'], given['X-Amz-Signature']

def judge():
    same = refused = 0; different = []
    for line in sys.stdin:
        record = json.loads(line); ours = record['ours']
        if 'oracle_error' in record or 'driver_error' in ours:
            # Inputs that both reject are equal too.
            if 'oracle_error' in record and 'driver_error' in ours: refused += 1
            else: different.append((record, 'one refuses', record.get('oracle_error'), ours.get('driver_error')))
            continue
        theirs, mine = urlsplit(record['url']), urlsplit(ours['uri'])
        found = None
        for what, a, b in (('method', record['method'], ours['method']), ('host', theirs.netloc, mine.netloc),
                           ('path', theirs.path, mine.path),
                           ('query', pairs(record['url'], record), pairs(ours['uri'], record)),
                           ('signature', *signed(record, ours))):
            if a != b: found = (record, what, a, b); break
        if found: different.append(found)
        else: same += 1
    for record, what, theirs, ours in different[:20]:
        print(f"{record['service']} {record['operation']}: {what}\n    botocore {theirs}\n    ours     {ours}")
    print(f'{same} the same, {refused} refused by both, {len(different)} differ')
    return bool(different) or not same

if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('command', choices=['gen', 'judge']); parser.add_argument('--service'); parser.add_argument('--seed', default='1')
    parser.add_argument('-n', type=int, default=200); parser.add_argument('--operations', nargs='*')
    arguments = parser.parse_args()
    if arguments.command == 'gen': gen(arguments)
    else: sys.exit(judge())

#!/usr/bin/env python3
"""Compares a generated client with botocore and an independent server.

Reads JSON lines from standard input: a record of oracle.py (`gen`, `respgen` or `errgen`) with `ours`, the answer of the
driver to it. Prints every difference and a summary; fails if there is one that no row of TOLERATED explains.
"""
import base64, collections, json, re, sys
from urllib.parse import parse_qsl, unquote
import oracle
from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

# Headers that every signed request of an SDK carries; the oracle's requests are not signed.
SDK_HEADERS = {'amz-sdk-invocation-id', 'amz-sdk-request', 'authorization', 'content-length', 'host', 'user-agent',
               'x-amz-date', 'x-amz-user-agent'}

# Headers of checksums: clients compute them, the oracle's serializer does not.
CHECKSUMS = ('x-amz-checksum-', 'x-amz-sdk-checksum-algorithm', 'x-amz-content-sha256', 'content-md5')

# Differences that come from the judges themselves: name, reason.
TOLERATED = {
    'boolean-in-query': 'the independent server leaves a boolean of the query as text',
    'same-for-botocore': "the independent server does not read botocore's own request as it was meant, and ours in the same way",
    'content-type': 'botocore sends no Content-Type with some payloads',
    'header-list': 'botocore joins the values of a header without a space',
    'unknown-checksum': 'no published crate computes this checksum; the official crate refuses it too',
    'bucket-location': 'the independent server nests the location; S3 does not, as a recorded answer of the conformance suites shows',
    'one-name': 'two members of this deprecated operation have one name in XML; which of them is meant cannot be told',
    'wrong-checksum': 'the random checksum of the answer does not fit its body, which our client notices and botocore does not look at',
    'empty-document': 'a document without members is nothing for botocore, and for the official crates an empty element',
    'empty-payload': 'an empty body is an unset payload, for botocore an empty text',
}

def norm(v):
    """A value in one form where wire formats have several: an empty container and a missing one, 1 and 1.0."""
    if isinstance(v, dict):
        v = {k: norm(x) for k, x in v.items()}
        return {k: x for k, x in v.items() if x is not None and x != {} and x != []}
    if isinstance(v, list): return [norm(x) for x in v]
    if isinstance(v, float) and v == int(v): return int(v)
    return v

def without_zeros(v):
    """Members that always have a value are zero if a response leaves them out."""
    if isinstance(v, dict):
        v = {k: without_zeros(x) for k, x in v.items()}
        return {k: x for k, x in v.items() if x is not False and x != 0 and x != {}}
    if isinstance(v, list): return [without_zeros(x) for x in v]
    return v

def booleans_as_text(v):
    if isinstance(v, dict): return {k: booleans_as_text(x) for k, x in v.items()}
    if isinstance(v, list): return [booleans_as_text(x) for x in v]
    return str(v).lower() if isinstance(v, bool) else v

def body(request):
    raw = base64.b64decode(request['body_b64'])
    try: return json.loads(raw) if raw else None
    except ValueError: return raw

SIGNED = collections.Counter()

def signature(record, request, headers):
    """The difference between the signature of a request and that of botocore's signer; None if there is none."""
    found = re.fullmatch(r'AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request, '
                         r'SignedHeaders=([^,]+), Signature=([0-9a-f]{64})', headers.get('authorization', ''))
    if not found: return None
    key, _, region, name, signed, theirs = found.groups()
    signer = auth.S3SigV4Auth if name.startswith('s3') else auth.SigV4Auth
    signer = signer(Credentials(key, 'secret'), name, region)
    url = f"https://{headers.get('host', request['host'])}{request['path']}?{request['query']}"
    url = url[:-1] if not request['query'] else url
    these = {header: headers[header] for header in signed.split(';') if header in headers}
    copy = AWSRequest(request['method'], url=url, data=base64.b64decode(request['body_b64']), headers=these)
    copy.context['timestamp'] = headers['x-amz-date']
    ours = signer.signature(signer.string_to_sign(copy, signer.canonical_request(copy)), copy)
    SIGNED[ours == theirs] += 1
    return None if ours == theirs else ('signature', theirs, ours)

def requests(record):
    ours, theirs = record['ours'].get('request'), record['request']
    if ours is None: return [('nothing sent', record['ours'])], []
    problems, tolerated = [], []
    lower = lambda request: {k.lower(): v for k, v in request['headers'].items()}
    mine, other = lower(ours), lower(theirs)
    wrong = signature(record, ours, mine)
    if wrong: problems.append(wrong)
    is_checksum = lambda name: name.startswith(CHECKSUMS) and name not in other
    untyped = lambda name: name == 'content-type' and name not in other and record['protocol'] == 'rest-xml'
    bare = {**ours, 'headers': {k: v for k, v in mine.items() if not is_checksum(k) and not untyped(k)}}
    seen = oracle.server_parse({**record, 'request': bare})['server']
    meant = {'operation': record['operation'], 'input': record['input']}
    if norm(seen) != norm(meant):
        if booleans_as_text(norm(seen)) == booleans_as_text(norm(meant)): tolerated.append('boolean-in-query')
        elif norm(seen) == norm(oracle.server_parse(record)['server']): tolerated.append('same-for-botocore')
        else: problems.append(('call as the server reads it', seen, meant))
    if ours['method'] != theirs['method']: problems.append(('method', ours['method'], theirs['method']))
    if ours['path'] != theirs['path']: problems.append(('path', ours['path'], theirs['path']))
    # Smithy's model of S3 has the names of some operations in the query, botocore's model does not.
    pairs = lambda request: sorted(pair for pair in parse_qsl(request['query'], keep_blank_values=True)
                                   if pair != ('x-id', record['operation']))
    if pairs(ours) != pairs(theirs): problems.append(('query', ours['query'], theirs['query']))
    for name in sorted((set(mine) | set(other)) - SDK_HEADERS):
        if mine.get(name) == other.get(name) or is_checksum(name): continue
        media_type = lambda headers: (headers.get(name) or '').split(';')[0]
        values = lambda headers: [value.strip() for value in (headers.get(name) or '').split(',')]
        if name == 'content-type' and media_type(mine) == media_type(other): continue
        if name == 'content-type' and name not in other: tolerated.append('content-type')
        elif name in mine and name in other and values(mine) == values(other): tolerated.append('header-list')
        else: problems.append((name, mine.get(name), other.get(name)))
    # Other formats than JSON are compared as the server reads them.
    mine, other = body(ours), body(theirs)
    if other is None and isinstance(mine, bytes) and re.fullmatch(rb'<(\w+)( xmlns="[^"]*")?></\1>', mine):
        mine = None; tolerated.append('empty-document')
    if mine != other and not (isinstance(mine, bytes) and isinstance(other, bytes)): problems.append(('body', mine, other))
    return problems, tolerated

def responses(record):
    ours = record['ours']
    if 'error' in record:
        mine, theirs = ours.get('error'), record['error']
        if mine is None: return [('no error', ours)], []
        problems = []
        for part in ('code', 'shape'):
            if mine[part] != theirs[part]: problems.append((part, mine[part], theirs[part]))
        # Stand-ins for required members that a response leaves out (Smithy, "Client error correction") are not compared.
        there = theirs.get('fields') or {}
        fields = lambda e: norm({k: v for k, v in (e.get('fields') or {}).items() if k in there or v not in ('', 0, False)})
        if fields(mine) != fields(theirs) and fields(mine) != norm(record['generated']['fields']):
            problems.append(('fields', mine['fields'], theirs['fields']))
        if (mine['message'] or '') != (theirs['message'] or ''): problems.append(('message', mine['message'], theirs['message']))
        return problems, []
    reason = {'GetBucketLocation': 'bucket-location', 'GetBucketNotification': 'one-name'}.get(record['operation'])
    reason = reason if record['service'] == 's3' else None
    if 'output' not in ours: return ([], [reason]) if reason == 'bucket-location' else ([('no output', ours)], [])
    theirs, tolerated = dict(record['output']), []
    shape = oracle.op_of(record).output_shape
    payload = shape.serialization.get('payload') if shape else None
    if payload in theirs and theirs[payload] == '' and payload not in ours['output']:
        del theirs[payload]; tolerated.append('empty-payload')
    mine = dict(ours['output'])
    # The text of a date beside the date: botocore has it in S3's outputs too, but not in its models.
    mine.pop('ExpiresString', None)
    if mine.get('Body') == 'streaming error' and any(name.lower().startswith('x-amz-checksum') for name in record['response']['headers']):
        mine['Body'] = theirs.get('Body'); tolerated.append('wrong-checksum')
    if without_zeros(norm(mine)) != without_zeros(norm(theirs)):
        if reason: return [], tolerated + [reason]
        return [('output', ours['output'], record['output'])], []
    return [], tolerated

# Intended differences from the official generator's rules: name, reason.
MEANT = {
    'client-optional': "the service's Smithy model has members that clients are ready to do without, which API JSON does not say",
}

def missing(record, optional):
    """The result of a call without a required member: `refused` or `sent`, and whether the rules say so."""
    ours = record['ours']
    if 'structure' in record:
        got = 'refused' if ours == 'Required' else 'sent'
        if got != record['expect'] and optional: return got, 'client-optional'
    else:
        problem = str(ours.get('driver_error'))
        names_it = any(words in problem for words in ('MissingField', 'was unset or empty', 'endpoint host and so must match'))
        got = 'sent' if ours.get('request') else 'refused' if names_it else None
    return got, None if got == record['expect'] else 'differs'

def judge_missing(optional):
    counts, meant, differ = collections.Counter(), collections.Counter(), 0
    for line in sys.stdin:
        record = json.loads(line)
        if record.get('no_input'): counts['no input'] += 1; continue
        got, why = missing(record, record['service'] in optional)
        place = 'structures' if 'structure' in record else 'inputs'
        counts[place, got] += 1
        if record.get('botocore') and got == 'sent': counts['botocore refuses'] += 1
        if why in MEANT: meant[why] += 1
        elif why: differ += 1; print(json.dumps({k: v for k, v in record.items() if k != 'ours'} | {'ours': record['ours']}, ensure_ascii=False))
    print(json.dumps({'calls': counts['inputs', 'refused'] + counts['inputs', 'sent'], 'refused': counts['inputs', 'refused'],
                      'sent': counts['inputs', 'sent'], 'sent, which botocore refuses': counts['botocore refuses'],
                      'in structures: refused by the builder': counts['structures', 'refused'],
                      'in structures: sent': counts['structures', 'sent'], 'no valid input found': counts['no input'],
                      **{f'meant: {MEANT[k]}': n for k, n in meant.items()}, 'differ': differ}, indent=4))
    sys.exit(0 if not differ else 1)

def main():
    if sys.argv[1:2] == ['missing']: return judge_missing(sys.argv[2:])
    total, agreed, counts, by_reason = 0, 0, collections.Counter(), collections.Counter()
    for line in sys.stdin:
        record = json.loads(line)
        total += 1
        if 'oracle_error' in record: problems, tolerated = [('oracle', record['oracle_error'])], []
        elif 'UnknownChecksumAlgorithm' in str(record['ours'].get('driver_error')): problems, tolerated = [], ['unknown-checksum']
        elif 'driver_error' in record['ours']: problems, tolerated = [('driver', record['ours']['driver_error'])], []
        else: problems, tolerated = (requests if 'input' in record else responses)(record)
        by_reason.update(set(tolerated))
        if not problems: agreed += 1
        for problem in problems:
            counts[problem[0]] += 1
            print(record['operation'], *(json.dumps(part, ensure_ascii=False, default=str) for part in problem), sep='\n    ')
    signed = f'; {SIGNED[True]} signatures are as botocore computes them' if SIGNED else ''
    print(f'{agreed} of {total} agree{signed}')
    for name, count in by_reason.items(): print(f'    {count} tolerated: {TOLERATED[name]}')
    for name, count in counts.items(): print(f'    {count} differ: {name}')
    # A service may list no errors at all.
    sys.exit(0 if agreed == total else 1)

if __name__ == '__main__': main()

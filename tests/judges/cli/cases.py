#!/usr/bin/env python3
"""Argument lists for the AWS CLI with canned responses: random inputs and outputs of botocore's models.

  cases.py --seed 1 -n 300 [--service cognito-sync]   -> lines of {service, operation, protocol, form, argv, responses}

The forms: `options` (structures as JSON), `shorthand` (structures in shorthand syntax where it has a form for them), and `input`
(all of it as `--cli-input-json`). It runs in the environment of the oracle, beside `oracle.py`.
"""
import argparse, datetime as dt, json, os, random, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'oracle'))
import oracle, botocore.paginate
from botocore import xform_name

COMMANDS = {'s3': 's3api', 'codedeploy': 'deploy', 'config': 'configservice'}
# The options whose names in the AWS CLI differ: the table of our own command line.
RENAMED = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', '..', 'cli', 'src', 'options.tsv')
RENAMED = {tuple(line.split('\t')[:3]): line.split('\t')[3].strip() for line in open(RENAMED)}
SCALARS = ('string', 'character', 'integer', 'long', 'float', 'double', 'boolean', 'timestamp')

class Unfit(Exception):
    """A value that no argument list can express."""

def of_json(shape, v):
    """The JSON form of a value for the AWS CLI."""
    if getattr(shape, 'is_document_type', False): return v
    t = shape.type_name
    if t == 'structure':
        if shape.metadata.get('eventstream'): raise Unfit
        return {k: of_json(shape.members[k], x) for k, x in v.items()}
    if t == 'list':
        # The form of an empty list is not specified.
        if {} in v: raise Unfit
        return [of_json(shape.member, x) for x in v]
    if t == 'map': return {k: of_json(shape.value, x) for k, x in v.items()}
    # Version 1 takes raw bytes, version 2 takes base64.
    if t == 'blob' or shape.serialization.get('jsonvalue'): raise Unfit
    if t == 'timestamp':
        return (dt.datetime.fromtimestamp(0, dt.timezone.utc) + dt.timedelta(seconds=v)).strftime('%Y-%m-%dT%H:%M:%SZ')
    return v

def text(shape, v):
    """A scalar as a word."""
    if shape.type_name not in SCALARS: raise Unfit
    word = of_json(shape, v)
    word = str(word).lower() if shape.type_name == 'boolean' else str(word)
    if not word or word[0] in '-[{' or '://' in word: raise Unfit
    return word

def short(shape, v, top=False):
    """A value in shorthand syntax."""
    t = shape.type_name
    if getattr(shape, 'is_document_type', False): raise Unfit
    if t in ('structure', 'map'):
        if not v: raise Unfit
        of = (lambda k: shape.members[k]) if t == 'structure' else (lambda k: shape.value)
        inside = ','.join(f'{k}={short(of(k), x)}' for k, x in v.items())
        return inside if top else '{' + inside + '}'
    if t == 'list': return '[' + ','.join(short(shape.member, x) for x in v) + ']'
    return text(shape, v)

def words(shape, v, form):
    """The words after an option."""
    t = shape.type_name
    if getattr(shape, 'is_document_type', False): return [json.dumps(v)]
    if t == 'list' and shape.member.type_name in SCALARS and v: return [text(shape.member, x) for x in v]
    if t in ('structure', 'map', 'list'):
        if form == 'shorthand':
            if t != 'list': return [short(shape, v, True)]
            if v and shape.member.type_name in ('structure', 'map'): return [short(shape.member, x, True) for x in v]
        return [json.dumps(of_json(shape, v))]
    return [text(shape, v)]

def paginator(om):
    """The members that request a page."""
    try: config = oracle.SES.get_paginator_model(om.service_model.service_name).get_paginator(om.name)
    except Exception: return []
    tokens = config['input_token']
    return (tokens if isinstance(tokens, list) else [tokens]) + [config.get('limit_key')]

def pages(om, want):
    """The outputs of an operation: two pages if there is a token for the second one."""
    try: config = oracle.SES.get_paginator_model(om.service_model.service_name).get_paginator(om.name)
    except Exception: return [want]
    tokens = config['output_token']
    tokens = tokens if isinstance(tokens, list) else [tokens]
    last = {k: v for k, v in want.items() if k not in tokens}
    return [want] if last == want else [want, last]

def strange(shape, seen=()):
    """Whether a shape holds JSON in a string, which the server of the oracle writes as JSON."""
    if shape is None or shape.name in seen: return False
    if shape.serialization.get('jsonvalue'): return True
    seen = (*seen, shape.name)
    parts = {'structure': lambda: shape.members.values(), 'list': lambda: [shape.member], 'map': lambda: [shape.value]}
    return any(strange(part, seen) for part in parts.get(shape.type_name, list)())

def argv(om, v, form):
    out = [COMMANDS.get(om.service_model.service_name, om.service_model.service_name), xform_name(om.name, '-')]
    shape = om.input_shape
    if shape is None: return out
    # Version 1 still requests all pages, version 2 does not.
    if form == 'input':
        pages = paginator(om)
        v = {k: x for k, x in v.items() if k not in pages}
        return out + ['--cli-input-json', json.dumps(of_json(shape, v))]
    for k, x in v.items():
        m = shape.members[k]; name = xform_name(k, '-')
        def option(name):
            for o in (out[1], '*'): name = RENAMED.get((om.service_model.service_name, o, name), name)
            return '--' + name
        if m.type_name == 'boolean': out.append(option(name) if x else option('no-' + name))
        else: out += [option(name)] + words(m, x, form)
    return out

def valid(a, om, tries=20):
    """Random inputs that botocore accepts."""
    for attempt in range(tries):
        g = oracle.Gen(random.Random(f'{a.seed}:{om.name}:{attempt}'), 3, .4 if attempt < tries / 2 else 0, False)
        try: v = g.value(om.input_shape) if om.input_shape else {}
        except RecursionError: continue
        if not om.input_shape or not oracle.botocore.validate.ParamValidator().validate(oracle.to_py(om.input_shape, v), om.input_shape).has_errors(): yield v

def page_words(rnd, config, om, tokens):
    """Options for pagination."""
    encode = lambda token: ['--starting-token', botocore.paginate.TokenEncoder().encode(token)]
    inputs = config['input_token']; inputs = inputs if isinstance(inputs, list) else [inputs]
    at = {k: f'token-{k}-' + 40 * 'y' for k in inputs}
    size = ['--page-size', str(rnd.randint(1, 9))] if config.get('limit_key') else []
    items = ['--max-items', str(rnd.randint(0, 9))]
    return rnd.choice([[], size, items, size + items, ['--no-paginate'], encode(at),
                       encode({**at, 'boto_truncate_amount': rnd.randint(0, 2)}) + items,
                       encode({**{k: None for k in inputs}, 'boto_truncate_amount': rnd.randint(1, 3)})])

def query(rnd, shape, v):
    """An expression for an output."""
    if not v: return '@'
    name = rnd.choice(list(v)); member = shape.members[name]
    choices = [name, f'[{name}]', f'{{x: {name}, y: `1`}}', f'not_null(nothing, {name})', 'sort(keys(@))', f'type({name})', f'{name} == `null`', 'sort(keys(@))[0]']
    if member.type_name in ('list', 'map', 'string'): choices += [f'length({name} || `[]`)']
    if member.type_name == 'list':
        choices += [f'{name}[0]', f'{name}[-1]', f'{name}[:2]', f'{name}[::-1]', f'{name} | [1]', f'{name}[] | length(@)']
        if member.member.type_name == 'structure' and member.member.members:
            inner = rnd.choice(list(member.member.members))
            choices += [f'{name}[].{inner}', f'{name}[*].[{inner}]', f'{name}[?{inner}].{inner} | [0]', f'{name}[].{{a: {inner}}}', f'{name}[?contains(to_string({inner}), `a`)]', f'{name}[*].{inner} | length(@)']
    return rnd.choice(choices)

def paged(a):
    """Paginated operations: options for pagination, and queries."""
    of = [(s, o) for s in oracle.SES.get_available_services() for o in oracle.model(s).operation_names if s != 's3']
    of = [(s, o) for s, o in of if paginator(oracle.model(s).operation_model(o)) and (not a.service or s == a.service)]
    rnd = random.Random(a.seed); rnd.shuffle(of); made = 0
    for s, o in of:
        if made == a.n: return
        om = oracle.model(s).operation_model(o); config = oracle.SES.get_paginator_model(s).get_paginator(o)
        if strange(om.output_shape) or om.has_streaming_output: continue
        ask = [k for k in paginator(om) if k]
        tokens = config['output_token']; tokens = tokens if isinstance(tokens, list) else [tokens]
        inputs = config['input_token']; inputs = inputs if isinstance(inputs, list) else [inputs]
        more = config.get('more_results')
        for v in valid(a, om):
            g = oracle.Gen(random.Random(f'{a.seed}:{s}:{o}'), 3, .6, False)
            try:
                line = argv(om, {k: x for k, x in v.items() if k not in ask}, 'input')
                wants = []
                for i in range(3):
                    want = g.value(om.output_shape)
                    for k, t in zip(inputs, tokens):
                        m = om.output_shape.members.get(t)
                        if m is None or m.type_name != 'string': continue
                        if i < 2: want[t] = f'token-{k}-{i}-' + 40 * 'x'
                        else: want.pop(t, None)
                    if more in om.output_shape.members: want[more] = i < 2
                    wants.append(want)
                rec = {'service': s, 'operation': o, 'protocol': oracle.model(s).resolved_protocol}
                line += page_words(rnd, config, om, tokens)
                if rnd.random() < .6: line += ['--query', query(rnd, om.output_shape, wants[0])]
                responses = [oracle.server_respond(rec, w) for w in wants]
            except (Unfit, RecursionError): continue
            except Exception as e:
                print(f'{s} {o}: {type(e).__name__}: {e}', file=sys.stderr); break
            print(json.dumps({'service': s, 'operation': o, 'protocol': rec['protocol'], 'form': 'pages', 'argv': line, 'responses': responses}))
            made += 1
            break

def errors(a):
    a.max_depth, a.p, a.easy = 3, .5, True
    for rec in oracle.error_records(a):
        om = oracle.op_of(rec)
        if om.has_streaming_output or strange(om.output_shape): continue
        for v in valid(a, om):
            try: line = argv(om, v, 'input')
            except Unfit: continue
            # Both make one attempt.
            print(json.dumps({'service': rec['service'], 'operation': rec['operation'], 'protocol': rec['protocol'], 'form': 'error', 'argv': line, 'responses': [rec['response']]}))
            break

def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--seed', default='1'); ap.add_argument('-n', type=int, default=300); ap.add_argument('--service')
    ap.add_argument('--each', action='store_true', help='all operations of the service, in all forms')
    ap.add_argument('--pages', action='store_true', help='operations that return pages')
    ap.add_argument('--errors', action='store_true', help='answers that are errors')
    a = ap.parse_args(); a.operation = None; a.protocol = None
    if a.errors: return errors(a)
    if a.pages: return paged(a)
    made = tried = 0
    each = [(a.service, o) for o in oracle.model(a.service).operation_names] if a.each else None
    while made < a.n and tried < a.n * 30:
        rnd = random.Random(f'{a.seed}:{tried}')
        if each is not None:
            if tried >= 3 * len(each): return
            s, o = each[tried % len(each)]; om = oracle.model(s).operation_model(o); form = ('options', 'shorthand', 'input')[tried // len(each)]
        else:
            s, o, om = oracle.pick(rnd, a); form = ('options', 'shorthand', 'input')[made % 3]
        tried += 1
        if strange(om.output_shape) or oracle.has_events(om.input_shape) or oracle.has_events(om.output_shape): continue
        for attempt in range(20):
            g = oracle.Gen(random.Random(f'{a.seed}:{tried}:{attempt}'), 3, .4 if attempt < 10 else 0, False)
            try:
                v = g.value(om.input_shape) if om.input_shape else {}
                if om.input_shape and oracle.botocore.validate.ParamValidator().validate(oracle.to_py(om.input_shape, v), om.input_shape).has_errors(): continue
                line = argv(om, v, form)
                want = g.value(om.output_shape) if om.output_shape else {}
                rec = {'service': s, 'operation': o, 'protocol': oracle.model(s).resolved_protocol}
                # The server of the oracle names documents after shapes, S3 after its operations.
                if s == 's3' and om.output_shape and not om.has_streaming_output: raise Unfit
                responses = [oracle.server_respond(rec, w) for w in pages(om, want)]
            except (Unfit, RecursionError): continue
            except Exception as e:
                print(f'{s} {o}: {type(e).__name__}: {e}', file=sys.stderr); break
            streams = om.has_streaming_output
            print(json.dumps({'service': s, 'operation': o, 'protocol': rec['protocol'], 'form': form, 'argv': line + (['outfile'] if streams else []), 'responses': responses}))
            made += 1
            break
if __name__ == '__main__': main()

#!/usr/bin/env python3
"""Cases for the evaluator of JMESPath: the results of an independent implementation for the expressions of waiters.

Takes a folder of botocore's models, and folders of IDL files with waiters in them. Prints a line of JSON per case: `name`,
`expression`, `value`, and `expected` or `error`; expressions that are none have no value.
"""
import argparse, glob, gzip, json, os, random, re
import jmespath
from jmespath.exceptions import JMESPathError

def load(path):
    return json.load(gzip.open(path) if path.endswith('.gz') else open(path))

class Values:
    """Random values of shapes. Texts are often ones that the waiters of the operation compare with."""
    def __init__(self, shapes, texts, rng):
        self.shapes, self.texts, self.rng = shapes, texts, rng

    def of(self, name, depth=0):
        shape, rng = self.shapes[name], self.rng
        kind = shape['type']
        if kind == 'structure':
            if depth > 6: return {}
            required = shape.get('required', [])
            return {member: self.of(of['shape'], depth + 1) for member, of in shape['members'].items()
                    if member in required or rng.random() < 0.8}
        if kind == 'list':
            if depth > 6: return []
            return [self.of(shape['member']['shape'], depth + 1) for _ in range(rng.choice([0, 1, 1, 2, 3]))]
        if kind == 'map':
            if depth > 6: return {}
            return {f'k{key}': self.of(shape['value']['shape'], depth + 1) for key in range(rng.choice([0, 1, 2]))}
        if kind == 'boolean': return rng.random() < 0.5
        if kind in ('integer', 'long'): return rng.choice([0, 1, 1, 2, -1])
        if kind in ('float', 'double', 'timestamp'): return rng.choice([0.5, 1.5])
        texts = self.texts + shape.get('enum', [])[:3] + ['', 'é']
        return rng.choice(texts)

def untyped(expression, rng, depth=0):
    """A random value with the names of an expression."""
    names = sorted(set(re.findall(r'[A-Za-z_]\w*', expression))) or ['a']
    kind = rng.choice(['object'] * 4 + ['list', 'list', 'text', 'number', 'boolean', 'null'])
    if depth == 0: kind = 'object'
    if depth > 4 and kind in ('object', 'list'): kind = 'text'
    if kind == 'object':
        return {name: untyped(expression, rng, depth + 1) for name in names if rng.random() < 0.7}
    if kind == 'list': return [untyped(expression, rng, depth + 1) for _ in range(rng.randrange(4))]
    return {'text': rng.choice(names + ['']), 'number': rng.choice([0, 1, 2.5]), 'boolean': rng.random() < 0.5,
            'null': None}[kind]

def case(name, expression, value):
    line = {'name': name, 'expression': expression, 'value': value}
    try: line['expected'] = jmespath.search(expression, value)
    except JMESPathError as error: line['error'] = str(error)[:200]
    print(json.dumps(line))

def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('models')
    parser.add_argument('idl', nargs='*')
    parser.add_argument('--seed', default='1')
    parser.add_argument('-n', type=int, default=20)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    for path in sorted(glob.glob(f'{arguments.models}/*/*/waiters-2.json*')):
        folder = os.path.dirname(path)
        model = load(glob.glob(f'{folder}/service-2.json*')[0])
        service = os.path.basename(os.path.dirname(folder))
        for name, waiter in sorted(load(path)['waiters'].items()):
            paths = [it for it in waiter['acceptors'] if it['matcher'].startswith('path')]
            texts = [it['expected'] for it in paths if isinstance(it['expected'], str)] or ['a']
            for index, acceptor in enumerate(paths):
                expression = acceptor['argument']
                own = re.findall(r"'([^']*)'", expression)
                output = model['operations'][waiter['operation']].get('output')
                values = Values(model['shapes'], texts + own, rng)
                for number in range(arguments.n):
                    value = values.of(output['shape']) if output else {}
                    case(f'{service} {name} {index} {number}', expression, value)
    for folder in arguments.idl:
        for path in sorted(glob.glob(f'{folder}/**/*.smithy', recursive=True)):
            for expression in sorted(set(re.findall(r'"?path"?: "((?:[^"\\]|\\.)*)"', open(path).read()))):
                expression = json.loads(f'"{expression}"')
                for number in range(arguments.n):
                    case(f'{os.path.basename(path)} {number}', expression, untyped(expression, rng))

main()

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEdits, elementsOf, memberOf, membersOf } from './json-spans.ts';

const indents = fc.constantFrom(undefined, 1, '\t');

test('members and elements are what JSON.parse sees, in order', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), indents, (object, indent) => {
      const text = JSON.stringify(object, undefined, indent);
      const parsed = JSON.parse(text) as Record<string, unknown>;
      const members = membersOf(text, 0);
      expect(members.map(({ key }) => key)).toEqual(Object.keys(parsed));
      for (const { key, start, end } of members)
        expect(JSON.parse(text.slice(start, end))).toEqual(parsed[key]);
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), indents, (array, indent) => {
      const text = JSON.stringify(array, undefined, indent);
      const elements = elementsOf(text, 0).map(({ start, end }) => JSON.parse(text.slice(start, end)));
      expect(elements).toEqual(JSON.parse(text));
    }),
  );
});

test('nesting without end does not overflow', () => {
  const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
  expect(membersOf(`{"a":${deep},"b":1}`, 0).map(({ key }) => key)).toEqual(['a', 'b']);
});

test('an escaped key is read, and of a key given twice the last counts', () => {
  const text = '{"\\u0061":1,"a":2}';
  const member = memberOf(membersOf(text, 0), 'a');
  expect(member && text.slice(member.start, member.end)).toBe('2');
});

test('edits are made wherever they stand', () => {
  const edits = [
    { start: 4, end: 5, text: 'E' },
    { start: 0, end: 1, text: '' },
    { start: 2, end: 2, text: '+' },
  ];
  expect(applyEdits('abcdef', edits)).toBe('b+cdEf');
});

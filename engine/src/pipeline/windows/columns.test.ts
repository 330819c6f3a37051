import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HashtagSlots, OTHER_SLOT } from './hashtag-slots.ts';
import { SmallCounts } from './small-counts.ts';
import { TextColumn } from './text-column.ts';

const letters = fc.constantFrom('a', 'b', 'é', '日', '\ud7ff', '\ue000', '\uffee', '𝒂', '👍', '\u{10ffff}');
const texts = fc.array(letters, { maxLength: 4 }).map((some) => some.join(''));

test('small counts are counts, also when they are large for a while', () => {
  const steps = fc.array(fc.tuple(fc.nat(3), fc.constantFrom(1, 100, 254, 255, 256, 70_000, -1, -100, -300)));
  fc.assert(
    fc.property(steps, (all) => {
      const counts = new SmallCounts(4);
      const expected = [0, 0, 0, 0];
      for (const [index, wanted] of all) {
        const difference = Math.max(wanted, -(expected[index] ?? 0));
        expected[index] = (expected[index] ?? 0) + difference;
        expect(counts.add(index, difference)).toBe(expected[index]);
      }
      counts.grow(8);
      expect([0, 1, 2, 3, 7].map((index) => counts.at(index))).toEqual([...expected, 0]);
    }),
  );
});

test('a text column gives back what was set last, and orders as strings do', () => {
  const rows = fc.array(
    fc.tuple(
      fc.nat(7),
      fc.oneof(
        texts,
        texts.map((text) => text.repeat(300)),
      ),
    ),
    {
      maxLength: 60,
    },
  );
  fc.assert(
    fc.property(rows, (all) => {
      const column = new TextColumn(8);
      const expected = new Array<string>(8).fill('');
      for (const [row, text] of all) {
        column.set(row, text);
        expected[row] = text;
        column.seek(text);
        expect(expected.map((_each, other) => column.isSought(other))).toEqual(
          expected.map((each) => each === text),
        );
      }
      for (const [row, text] of expected.entries()) {
        expect([column.at(row), column.isEmpty(row)]).toEqual([text, text === '']);
        for (const [other, otherText] of expected.entries())
          expect(column.isBefore(row, other)).toBe(text < otherText);
      }
    }),
  );
});

test('slots are given, found, named and taken back as a map would', () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ what: fc.constant('open' as const), text: texts }),
      fc.record({ what: fc.constant('close' as const), text: texts }),
      fc.record({ what: fc.constant('rename' as const), text: texts, spelling: texts, lang: letters }),
    ),
    { maxLength: 80 },
  );
  fc.assert(
    fc.property(steps, (all) => {
      const slots = new HashtagSlots(1000);
      const expected = new Map<string, { slot: number; spelling: string; lang: string; firstSeen: number }>();
      for (const [time, step] of all.entries()) {
        const { text } = step;
        const known = expected.get(text);
        if (text === '') continue;
        if (step.what === 'open' && known === undefined) {
          const slot = slots.open(text, time);
          expect([...expected.values()].map((each) => each.slot)).not.toContain(slot);
          expected.set(text, { slot, spelling: text, lang: 'und', firstSeen: time });
        } else if (step.what === 'close' && known !== undefined) {
          slots.close(known.slot);
          expected.delete(text);
        } else if (step.what === 'rename') {
          const { spelling, lang } = step;
          slots.rename({ hashtag: text, spelling, lang, firstSeen: time });
          if (known !== undefined)
            expected.set(text, { slot: known.slot, spelling: spelling || text, lang, firstSeen: time });
        }
        expect(slots.slotOf(text)).toBe(expected.get(text)?.slot);
      }
      expect(slots.size).toBe(expected.size);
      for (const [hashtag, { slot, ...name }] of expected) {
        expect(slots.slotOf(hashtag)).toBe(slot);
        expect(slots.nameOf(slot)).toEqual({ hashtag, ...name });
      }
    }),
  );
});

test('very many slots, and all of them taken back', () => {
  const slots = new HashtagSlots(10_000);
  for (let round = 0; round < 2; round += 1) {
    const given = Array.from({ length: 10_000 }, (_each, index) => slots.open(`r${round}t${index}`, 0));
    expect([slots.room, new Set(given).size, slots.end]).toEqual([0, 10_000, 10_001]);
    expect(slots.slotOf(`r${round}t9999`)).toBe(given[9999]);
    for (const slot of given) slots.close(slot);
    expect([slots.size, slots.slotOf(`r${round}t1`), slots.hashtagOf(given[1] ?? 0)]).toEqual([
      0,
      undefined,
      '',
    ]);
  }
  expect([slots.hashtagOf(OTHER_SLOT), slots.slotOf('(other)')]).toEqual(['(other)', OTHER_SLOT]);
});

import { ManualClock } from '@hashtide/engine/testing';
import { TwitterApi } from 'twitter-api-v2';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StandInX } from '../../testing/index.ts';
import type { Rule } from './rule.ts';
import { synchroniseRules } from './synchronise-rules.ts';
import { XAgent } from './x-agent.ts';

let x: StandInX;
let agent: XAgent;
let client: TwitterApi;
beforeEach(() => start());
afterEach(() => stop());

async function start(ruleCap = 1000): Promise<void> {
  x = await StandInX.start({ ruleCap });
  agent = new XAgent({ connectTo: x.connectTo, ca: x.ca }, new ManualClock(), 22_000);
  client = new TwitterApi(x.bearerToken, { compression: 'identity', httpAgent: agent });
}

async function stop(): Promise<void> {
  await agent.close();
  await x.close();
}

type Tagged = readonly [value: string, tag?: string];
const toRule = ([value, tag]: Tagged): Rule => (tag === undefined ? { value } : { value, tag });
const show = (rules: readonly Rule[]): string[] => rules.map(({ value, tag }) => `${value} (${tag})`);

test.each<[string, Tagged[], Tagged[], object]>([
  ['nothing there', [], [['#a'], ['#b', 'bee']], { added: ['#a (hashtide:)', '#b (hashtide:bee)'] }],
  ['all there', [['#a', 'hashtide:']], [['#a']], { kept: ['#a (hashtide:)'] }],
  [
    'one no longer wanted',
    [
      ['#a', 'hashtide:'],
      ['#b', 'hashtide:x'],
    ],
    [['#a']],
    { deleted: ['#b (hashtide:x)'], kept: ['#a (hashtide:)'] },
  ],
  [
    'another tag',
    [['#a', 'hashtide:old']],
    [['#a', 'new']],
    { added: ['#a (hashtide:new)'], deleted: ['#a (hashtide:old)'] },
  ],
  [
    "another's rules",
    [['#z', 'other'], ['#y']],
    [['#a']],
    { added: ['#a (hashtide:)'], leftAlone: ['#z (other)', '#y (undefined)'] },
  ],
  [
    "another's rule of the same value",
    [['#a', 'other']],
    [['#a']],
    { kept: ['#a (hashtide:)'], leftAlone: ['#a (other)'] },
  ],
  [
    'a value wanted twice',
    [],
    [
      ['#a', 'one'],
      [' #a ', 'two'],
    ],
    { added: ['#a (hashtide:one)'] },
  ],
  [
    "none wanted, another's there",
    [
      ['#z', 'other'],
      ['#a', 'hashtide:'],
    ],
    [],
    { deleted: ['#a (hashtide:)'], leftAlone: ['#z (other)'] },
  ],
])('%s', async (_name, there, wanted, expected) => {
  for (const [value, tag] of there) x.rules.add(value, tag);
  const { added, deleted, kept, leftAlone } = await synchroniseRules(client, wanted.map(toRule));

  const done = { added: show(added), deleted: show(deleted), kept: show(kept), leftAlone: show(leftAlone) };
  expect(done).toEqual({ added: [], deleted: [], kept: [], leftAlone: [], ...expected });
  const again = await synchroniseRules(client, wanted.map(toRule));
  expect([...again.added, ...again.deleted]).toEqual([]);
});

test('more rules than a request or a page takes', async () => {
  await stop();
  await start(3000);
  for (let i = 0; i < 1100; i++) x.rules.add(`#old${i}`, 'hashtide:');
  const wanted = Array.from({ length: 250 }, (_, i) => ({ value: `#new${i}` }));
  const { added, deleted } = await synchroniseRules(client, wanted);

  expect([added.length, deleted.length]).toEqual([250, 1100]);
  expect(x.rules.all.map(({ value }) => value)).toEqual(wanted.map(({ value }) => value));
});

test.each<[string, Tagged[], Tagged[], string, RegExp]>([
  ['none wanted and none there', [], [], 'X_NO_RULES', /no rule is given/],
  ['none wanted and only ours there', [['#a', 'hashtide:']], [], 'X_NO_RULES', /no rule is given/],
  [
    'a rule that X does not understand',
    [],
    [['unknown_operator:x']],
    'X_RULE_REFUSED',
    /unknown_operator:x: this cannot/,
  ],
  ['one of several', [], [['#a'], ['unknown_operator:x']], 'X_RULE_REFUSED', /unknown_operator:x/],
  ['more than the plan allows', [['#y'], ['#z']], [['#a']], 'X_RULE_CAP', /no more rules/],
])('stops at %s', async (_name, there, wanted, code, message) => {
  await stop();
  await start(2);
  for (const [value, tag] of there) x.rules.add(value, tag);
  const done = synchroniseRules(client, wanted.map(toRule));

  await expect(done).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  expect(x.rules.all.map(({ value }) => value)).toEqual(
    expect.arrayContaining(there.map(([value]) => value)),
  );
});

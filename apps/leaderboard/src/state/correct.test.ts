import { describe, expect, test } from 'vitest';
import { post, row, tagMessage } from '../../test/frames.ts';
import { Hand } from '../../test/hand.ts';
import { takeCorrected, takeUncorrected } from './correct.ts';

const posts = [post('1', 'down\nagain'), post('2', 'so so', { label: 'neutral' })];

/** On the screen of tag `a`, whose posts are there. */
function onTag(): Hand {
  return new Hand()
    .frame('a b')
    .keys('enter')
    .message(tagMessage(row('a', 1000), posts));
}

describe('+ = - on a tag’s screen', () => {
  test.each([
    ['+', '1', 'positive'],
    ['=', '1', 'neutral'],
  ])('%s corrects the newest post where none is chosen', (key, id, label) => {
    expect(onTag().keys(key).effects).toEqual([
      { type: 'correct', correction: { id, label, said: 'negative', text: 'down\nagain' } },
    ]);
  });

  test('the chosen post, where one is', () => {
    expect(onTag().keys('j', '-').effects).toEqual([
      { type: 'correct', correction: { id: '2', label: 'negative', said: 'neutral', text: 'so so' } },
    ]);
  });

  test('nothing is corrected to what it is', () => {
    const hand = onTag().keys('-');
    expect(hand.effects).toEqual([]);
    expect(hand.state.notice?.text).toBe('It is negative already.');
  });

  test('a correction can be taken back: by the model’s own label', () => {
    const hand = onTag();
    hand.state = takeCorrected(hand.state, '1', 'positive', 'in x', hand.now).state;
    expect(hand.keys('+').effects).toEqual([]);
    expect(hand.keys('-').effects).toMatchObject([{ correction: { label: 'negative', said: 'negative' } }]);
  });

  test('on the board, and where there is no post, they do nothing', () => {
    expect(new Hand().frame('a b').keys('+', '=', '-').effects).toEqual([]);
    const empty = new Hand()
      .frame('a b')
      .keys('enter')
      .message(tagMessage(row('a', 1000), []));
    expect(empty.keys('+').effects).toEqual([]);
    expect(
      new Hand()
        .frame('a b')
        .keys('enter', '+')
        .effects.filter(({ type }) => type === 'correct'),
    ).toEqual([]);
  });
});

test('what could not be kept is not marked', () => {
  const { state } = takeUncorrected(onTag().state, 'no\nspace', 0);
  expect(state.corrections.size).toBe(0);
  expect(state.notice?.text).toBe('Not kept: no space');
});

test('only the latest thousand are marked', () => {
  let { state } = onTag();
  for (let id = 0; id < 1_500; id++) state = takeCorrected(state, String(id), 'neutral', 'in x', 0).state;
  state = takeCorrected(state, '600', 'positive', 'in x', 0).state;
  expect(state.corrections.size).toBe(1_000);
  expect([state.corrections.has('499'), state.corrections.has('500'), state.corrections.get('600')]).toEqual([
    false,
    true,
    'positive',
  ]);
});

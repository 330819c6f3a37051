import { describe, expect, test } from 'vitest';
import { defaultView, frame, live, post, row, tagMessage } from '../../test/frames.ts';
import { Hand } from '../../test/hand.ts';
import { chosenTag, rowsOnScreen } from './rows.ts';
import { takeConnection } from './take-message.ts';

const many = Array.from({ length: 40 }, (_, i) => `t${String(i).padStart(2, '0')}`);

describe('rows', () => {
  test('keep their order for 3 s after a key, then go where they belong', () => {
    const hand = new Hand().frame('a b c').keys('j').frame('c b a d', 2);
    expect(hand.tags).toBe('a b c d');
    expect(rowsOnScreen(hand.state).map((each) => each.rank)).toEqual([3, 2, 1, 4]);
    expect(hand.wait(2000).tags).toBe('a b c d');
    expect(hand.wait(1500).tags).toBe('c b a d');
  });

  test('without a key they follow every batch', () => {
    expect(new Hand().frame('a b c').frame('c b a', 2).tags).toBe('c b a');
  });

  test('are compared with the batch before, not with another window', () => {
    const hand = new Hand().frame('a b').frame('b a', 2);
    expect(rowsOnScreen(hand.state).map((each) => each.change.kind)).toEqual(['up', 'down']);
    hand.keys('w').frame('a b', 2, { type: 'snapshot', view: { ...defaultView, window_s: 900 } });
    expect(rowsOnScreen(hand.state).map((each) => each.change.kind)).toEqual(['unknown', 'unknown']);
  });

  test('of a view that is no longer wanted are not drawn', () => {
    const hand = new Hand().frame('a b').keys('w').frame('c d', 2);
    expect(hand.tags).toBe('a b');
  });
});

describe('the cursor', () => {
  test('is on the first row until it is moved, then sticks to its tag', () => {
    const hand = new Hand().frame('a b c');
    expect(chosenTag(hand.frame('b a c', 2).state)).toBe('b');
    hand.keys('j').frame('c b a', 3).wait(4000);
    expect(chosenTag(hand.state)).toBe('a');
    expect(hand.tags).toBe('c b a');
  });

  test('stays on its line when its tag is gone', () => {
    const hand = new Hand().frame('a b c').keys('j').frame('a c d', 2);
    expect(chosenTag(hand.state)).toBe('c');
  });

  test.each([
    [['G'], 't39', 25],
    [['pagedown'], 't14', 0],
    [['pagedown', 'j'], 't15', 1],
    [['pagedown', 'pagedown'], 't28', 14],
    [['G', 'g'], 't00', 0],
    [['G', 'pageup'], 't25', 25],
    [['up'], 't00', 0],
  ])('%j', (keys, tag, top) => {
    const hand = new Hand().frame(many.join(' ')).keys(...keys);
    expect([chosenTag(hand.state), hand.state.top]).toEqual([tag, top]);
  });

  test('is on the screen after every change of size', () => {
    const hand = new Hand().frame(many.join(' ')).keys('pagedown').resize(40, 12);
    expect(hand.tags.split(' ')).toContain('t14');
    expect(hand.tags.split(' ')).toHaveLength(8);
  });
});

test('a followed tag keeps its line of the screen', () => {
  const hand = new Hand().frame(many.join(' ')).keys('pagedown', 'pagedown', 't');
  const line = hand.tags.split(' ').indexOf('t28');
  const moved = [...many.filter((tag) => tag !== 't28')];
  moved.splice(20, 0, 't28');
  hand.wait(4000).frame(moved.join(' '), 2);
  expect(hand.tags.split(' ').indexOf('t28')).toBe(line);
  expect(hand.keys('t').state.followed).toBeNull();
});

describe('the filter', () => {
  test('works on every key; esc shows all again and keeps the tag', () => {
    const hand = new Hand().frame('ai spark apachespark rust').keys('/').type('spa');
    expect(hand.tags).toBe('spark apachespark');
    expect(hand.keys('backspace', 'backspace', 'backspace').tags).toBe('ai spark apachespark rust');
    expect(hand.type('posts>985').tags).toBe('ai spark');
    expect(hand.keys('enter').state.isTyping).toBe(false);
    hand.keys('j', 'escape');
    expect(hand.tags).toBe('ai spark apachespark rust');
    expect(chosenTag(hand.state)).toBe('spark');
  });

  test('half a word filters nothing yet; a wrong one says so', () => {
    const hand = new Hand().frame('ai spark').keys('/').type('spark posts>');
    expect(hand.tags).toBe('spark');
    expect(hand.state.filterProblem).toContain('wants a number');
    expect(hand.keys('ctrl-u').type('vlc>1').state.filterProblem).toContain('No field "vlc"');
  });

  test('keys of the board are letters while it is typed, control characters nothing', () => {
    const hand = new Hand().frame('ai spark').keys('/', 'q', 'ctrl-l', 'tab', ' ', '\u202e', 'é');
    expect(hand.state.filterText).toBe('q é');
    expect(hand.effects.filter(({ type }) => type === 'quit')).toEqual([]);
  });

  test('asks the engine when the frame holds no match, and again for all when it is cleared', () => {
    const hand = new Hand().frame('ai spark', 1, { rows_total: 900 }).keys('/').type('s');
    expect(hand.effects).toEqual([]);
    hand.type('qlite');
    expect(hand.effects).toEqual([{ type: 'watch', view: { window_s: 300, reposts: 'in', filter: 'sq' } }]);
    hand.frame('sqlite', 1, { type: 'snapshot', view: { ...defaultView, filter: 'sq' } });
    expect(hand.tags).toBe('sqlite');
    hand.keys('escape');
    expect(hand.effects).toEqual([{ type: 'watch', view: { window_s: 300, reposts: 'in', filter: '' } }]);
  });
});

test.each([
  ['w', { window_s: 900, reposts: 'in', filter: '' }],
  ['W', { window_s: 60, reposts: 'in', filter: '' }],
  ['r', { window_s: 300, reposts: 'out', filter: '' }],
])('%s asks for another view', (key, view) => {
  expect(new Hand().frame('a b').keys(key).effects).toEqual([{ type: 'watch', view }]);
});

test('s and S sort at once, and the changes are those of the new sorting', () => {
  const calm = row('calm', 10, { velocity: 1 });
  const hand = new Hand().message(
    frame([calm, row('b', 9, { velocity: 3 }), row('c', 8, { velocity: 2 })], 1),
  );
  hand.message(frame([calm, row('b', 9, { velocity: 2 }), row('c', 8, { velocity: 3 })], 2)).keys('s');
  expect(hand.tags).toBe('c b calm');
  expect(rowsOnScreen(hand.state).map((each) => each.change.kind)).toEqual(['up', 'down', 'same']);
  expect(hand.keys('S').tags).toBe('calm b c');
});

test('p stops the view, counts what is missed, and shows the newest on p', () => {
  const hand = new Hand()
    .frame('a b')
    .keys('p')
    .frame('b a', 2)
    .frame('b a c', 3)
    .frame('b a c', 3, { type: 'snapshot' });
  expect(hand.tags).toBe('a b');
  expect(hand.state.paused?.missed).toBe(2);
  expect(hand.keys(' ').tags).toBe('b a c');
});

test('a source that ends while paused is still told', () => {
  const hand = new Hand().frame('a b').keys('p');
  hand.message({ v: 1, type: 'status', source: { ...live, state: 'ended' } });
  expect(hand.state.source?.state).toBe('ended');
});

describe('one tag', () => {
  const posts = Array.from({ length: 9 }, (_, i) => post(String(9 - i), `post ${9 - i}`));
  const opened = (): Hand => {
    const hand = new Hand().frame('a b').keys('j', 'enter');
    expect(hand.effects).toEqual([{ type: 'ask-tag', tag: 'b', windowS: 300 }]);
    return hand.message(tagMessage(row('b', 990), posts));
  };

  test('is asked for when opened, at every batch, and after a reconnect', () => {
    const hand = opened();
    hand.effects = [];
    hand.frame('a b', 2);
    expect(hand.effects).toEqual([{ type: 'ask-tag', tag: 'b', windowS: 300 }]);
    hand.effects = [...takeConnection(hand.state, { state: 'open' }, hand.now).effects];
    expect(hand.effects).toEqual([{ type: 'ask-tag', tag: 'b', windowS: 300 }]);
    expect(hand.keys('escape').state.screen).toBe('board');
    expect(chosenTag(hand.state)).toBe('b');
  });

  test('an answer about another tag is not taken', () => {
    const hand = new Hand()
      .frame('a b')
      .keys('enter')
      .message(tagMessage(row('b', 990), posts));
    expect(hand.state.tag).toBeNull();
  });

  test('the chosen post keeps its line when newer ones come', () => {
    const hand = opened().keys('j', 'j', 'j');
    expect(hand.state.chosenPost).toBe('6');
    const before = hand.state.postsTop;
    hand.message(tagMessage(row('b', 991), [post('10', 'newer'), ...posts]));
    expect(hand.state.postsTop).toBe(before + 4);
  });

  test('a post longer than the screen is scrolled through', () => {
    const long = post('1', Array.from({ length: 30 }, (_, i) => `line ${i}`).join('\n'));
    const hand = opened().message(tagMessage(row('b', 990), [long, post('2', 'next')]));
    hand.keys('j');
    expect(hand.state.postsTop).toBe(10);
    hand.keys('j', 'j');
    expect(hand.state.postsTop).toBeGreaterThan(20);
    expect(hand.state.chosenPost).toBe('1');
    expect(hand.keys('j').state.chosenPost).toBe('2');
  });

  test('y copies the link of the chosen post, and says so', () => {
    const hand = opened().keys('j', 'y');
    expect(hand.effects).toEqual([{ type: 'copy', text: 'https://x.com/jane/status/8' }]);
    expect(hand.state.notice?.text).toContain('Copied https://x.com/jane/status/8');
  });

  test('y and t name the tag as people write it', () => {
    const hand = new Hand().message(frame([row('citybus', 9, { spelling: 'CityBus' })], 1));

    expect(hand.keys('y').effects).toEqual([{ type: 'copy', text: '#CityBus' }]);
    expect(hand.state.notice?.text).toContain('#CityBus');
    expect(hand.keys('t').state.notice?.text).toContain('#CityBus');
  });

  test('y on the board copies the tag', () => {
    expect(new Hand().frame('a b').keys('j', 'y').effects).toEqual([{ type: 'copy', text: '#b' }]);
  });
});

test.each(['q', 'ctrl-c'])('%s quits, with the help open too', (key) => {
  expect(new Hand().frame('a').keys(key).effects).toEqual([{ type: 'quit' }]);
  expect(new Hand().frame('a').keys('?', key).effects).toEqual([{ type: 'quit' }]);
});

test('an empty board takes every key', () => {
  const keys = [
    'j',
    'k',
    'G',
    'g',
    'pagedown',
    'pageup',
    'enter',
    'escape',
    's',
    'S',
    'w',
    'r',
    'p',
    'p',
    't',
    'y',
    '?',
  ];
  expect(() => new Hand().keys(...keys, 'j', 'escape', '/', 'x', 'escape')).not.toThrow();
});

import { describe, expect, test } from 'vitest';
import { frame, live, post, row, tagMessage } from '../../test/frames.ts';
import { hostile } from '../../test/hostile.ts';
import { accessibleWriter } from './accessible.ts';
import { jsonWriter } from './json.ts';
import { frameView } from './line-writer.ts';
import { plainWriter } from './plain.ts';

const first = frame(
  [row('spark', 120, { spelling: 'Spark' }), row('ai', 80), row('f1', 9, { velocity: null })],
  1,
);
const second = frame([row('ai', 130), row('spark', 120, { spelling: 'Spark' })], 2);

describe('plain lines', () => {
  test('one hashtag each, tab-separated', () => {
    expect(plainWriter.frame(frameView(first, null, 10))).toEqual([
      '2026-11-22T12:04:10Z\t1\tSpark\ten\t120\t57.4\t1.2\t40',
      '2026-11-22T12:04:10Z\t2\tai\ten\t80\t38.3\t1.2\t40',
      '2026-11-22T12:04:10Z\t3\tf1\ten\t9\t4.3\t-\t44',
    ]);
    expect(plainWriter.header.split('\t')).toHaveLength(8);
  });

  test('no more than the top', () => expect(plainWriter.frame(frameView(first, null, 2))).toHaveLength(2));

  test.each(hostile)('%s cannot break a line', (_name, text) => {
    const lines = plainWriter.frame(
      frameView(frame([row(text, 5, { spelling: text, lang: text })]), null, 10),
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]?.split('\t')).toHaveLength(8);
    expect(lines[0]).not.toMatch(/(?!\t)\p{Control}/u);
  });
});

test('JSON lines are versioned and keep their keys', () => {
  const [line = ''] = jsonWriter.frame(frameView(second, first, 2));
  expect(JSON.parse(line)).toEqual({
    v: 1,
    type: 'window',
    batch: 413,
    end: '2026-11-22T12:04:20Z',
    window_s: 300,
    posts: 250,
    originals: 125,
    positive: 125,
    neutral: 100,
    negative: 25,
    late: 0,
    duplicate: 12,
    rejected: 0,
    total_delay_ms: 121,
    tags: [
      {
        tag: 'ai',
        lang: 'en',
        posts: 130,
        originals: 65,
        pos: 0.5,
        neu: 0.4,
        neg: 0.1,
        net: 40,
        velocity: 1.2,
        rank: 1,
        prev_rank: 2,
      },
      {
        tag: 'Spark',
        lang: 'en',
        posts: 120,
        originals: 60,
        pos: 0.5,
        neu: 0.4,
        neg: 0.1,
        net: 40,
        velocity: 1.2,
        rank: 2,
        prev_rank: 1,
      },
    ],
  });
});

describe('sentences', () => {
  test('say what turned them on, then only what has changed', () => {
    const writer = accessibleWriter('ACCESSIBLE');
    expect(writer.header).toContain('[accessible mode: on via ACCESSIBLE]');
    expect(writer.frame(frameView(first, null, 2))).toEqual([
      '12:04:10 Batch 412. 209 posts in 5 minutes, net plus 40. Total delay 121 milliseconds.',
      '12:04:10 Rank 1, hashtag Spark, 120 posts, net plus 40. Rank 2, hashtag ai, 80 posts, net plus 40.',
    ]);
    expect(writer.frame(frameView(second, first, 2))[1]).toBe(
      '12:04:20 Rank 1, hashtag ai, 130 posts, net plus 40, up 1. Rank 2, hashtag Spark, 120 posts, net plus 40, down 1.',
    );
    const third = { ...second, window: { ...second.window, end: second.window.end + 10_000 } };
    const calm = writer.frame(frameView(third, second, 2));
    expect(calm[1]).toContain('Rank 1, hashtag ai, 130 posts, net plus 40.');
    expect(writer.frame(frameView(third, second, 2))).toHaveLength(1);
  });

  test('tell the state of the source and the posts of a tag', () => {
    const writer = accessibleWriter('--accessible');
    expect(writer.source?.({ ...live, state: 'failed', detail: 'X refused the key' })).toEqual([
      'The reader failed: X refused the key.',
    ]);
    const lines = writer.tag?.(tagMessage(row('ai', 80), [post('1', 'so\nslow')]), null);
    expect(lines?.[1]).toBe('Words that moved its mood: down minus, love plus.');
    expect(lines?.[2]).toBe('Jane Doe, at jane, 12:03:41, negative: so slow https://x.com/jane/status/1');
  });
});

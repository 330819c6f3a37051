import type { FeedContent, FrameFields } from '../feed-content.ts';
import type { HelloMessage, SourceStatus, TagMessage, View, WindowRow } from '../messages.ts';

const counts = {
  posts: 3,
  reposts: 1,
  positive: 1,
  neutral: 1,
  negative: 1,
  repost_positive: 0,
  repost_neutral: 1,
  repost_negative: 0,
};

function row(tag: string): WindowRow {
  return { ...counts, tag, spelling: tag, lang: 'en', first_seen: 0, trend: [0, 1, 2, 3], velocity: null };
}

/** For tests: content that says how often it was asked for a frame. */
export class FakeContent implements FeedContent {
  readonly framesMade: View[] = [];
  reasons: string[] = [];
  numRows = 2;
  state: SourceStatus['state'] = 'connected';

  storage(): undefined {}

  hello(): HelloMessage {
    return {
      v: 1,
      type: 'hello',
      version: '0.0.0',
      batch_duration_ms: 10_000,
      windows_s: [60, 300],
      model: 'afinn',
      database: 'test.db',
      source: this.source(),
    };
  }

  frame(view: View): FrameFields {
    this.framesMade.push(view);
    if (view.filter === 'boom') throw new Error('boom');
    const totals = { ...counts, tags: this.numRows, unscored: 0, duplicate: 0, late: 0, rejected: 0 };
    return {
      view,
      batch: null,
      window: { start: 0, end: 10_000, totals },
      rows: Array.from({ length: this.numRows }, (_, i) => row(`tag${i}`)),
      rows_total: this.numRows,
      net_history: [],
      source: this.source(),
    };
  }

  tag(tag: string, windowS: number): TagMessage {
    const isKnown = tag === 'tag0';
    return {
      v: 1,
      type: 'tag',
      tag,
      window_s: windowS,
      row: isKnown ? row(tag) : null,
      rank: isKnown ? 1 : null,
      series: [],
      words: [],
      seen_with: [],
      posts: [],
      sampled_posts: 0,
    };
  }

  source(): SourceStatus {
    return { state: this.state, source: 'x', clock: 'live', about: '3 rules', detail: '', retry_at: null };
  }

  readiness(): readonly string[] {
    return this.reasons;
  }
}

export * from './count-hashtags.ts';
export * from './hashtags.ts';
export * from './score-tweet.ts';
export * from './tweet.ts';

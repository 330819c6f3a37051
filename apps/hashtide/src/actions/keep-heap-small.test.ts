import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** Replaces old objects for a while. @returns the most that the old ones took, bytes */
function mostOldBytes(setUp: string): number {
  const churn = `
    import { getHeapSpaceStatistics } from 'node:v8';
    ${setUp}
    const kept = [];
    let most = 0;
    for (let i = 0; i < 6e6; i += 1) {
      kept[i % 400_000] = { a: i, b: [i] };
      if (i % 100_000 > 0) continue;
      const old = getHeapSpaceStatistics().find((space) => space.space_name === 'old_space');
      most = Math.max(most, old.space_used_size);
      await new Promise((resolve) => setImmediate(resolve));
    }
    console.log(most);`;
  return Number(
    execFileSync(process.execPath, ['--input-type=module', '--eval', churn], { encoding: 'utf8' }),
  );
}

test('a heap that is kept small holds less that is dead', () => {
  const module = new URL('./keep-heap-small.ts', import.meta.url).href;
  const setUp = `import { keepHeapSmall } from '${module}'; keepHeapSmall();`;

  expect(mostOldBytes(setUp)).toBeLessThan(0.75 * mostOldBytes(''));
});

/** Of the line that fits `[second, value]` points best, by least squares: what a minute adds to the value. */
export function slopePerMinute(points: readonly (readonly [second: number, value: number])[]): number {
  const mean = (index: 0 | 1): number => points.reduce((sum, point) => sum + point[index], 0) / points.length;
  const [meanSecond, meanValue] = [mean(0), mean(1)];
  let together = 0;
  let squares = 0;
  for (const [second, value] of points) {
    together += (second - meanSecond) * (value - meanValue);
    squares += (second - meanSecond) ** 2;
  }
  return (60 * together) / squares;
}

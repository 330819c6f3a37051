const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `stop` when the process is asked to end, then lets the signal do what it would have done, unless somebody
 * else listens to it too. @returns forgets it
 */
export function onShutdown(stop: () => Promise<void>): () => void {
  const forget = (): void => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    forget();
    const isOurs = process.listenerCount(signal) === 0;
    void stop().finally(() => {
      if (isOurs) process.kill(process.pid, signal);
    });
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return forget;
}

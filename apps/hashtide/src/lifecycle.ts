/** What ends a command from outside. */
export interface Lifecycle {
  /** Aborts on SIGINT, SIGTERM, SIGHUP, or when the process that started us is gone. */
  readonly signal: AbortSignal;
  /** 130, 143 or 129 once a signal came; 0 before, and when the parent left. */
  exitCode(): number;
}

const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Listens for the end. A second Ctrl-C does not wait for anything. */
export function startLifecycle(say: (message: string) => void = () => {}): Lifecycle {
  const controller = new AbortController();
  let code = 0;
  for (const [name, value] of Object.entries(codes)) {
    process.on(name, () => {
      if (controller.signal.aborted && name === 'SIGINT') process.exit(codes.SIGINT);
      code = value;
      if (!controller.signal.aborted)
        say(name === 'SIGINT' ? 'stopping (Ctrl-C again: at once)' : 'stopping');
      controller.abort(new DOMException(name, 'AbortError'));
    });
  }
  if (process.send !== undefined) {
    process.once('disconnect', () =>
      controller.abort(new DOMException('the parent process is gone', 'AbortError')),
    );
    // Listening to the parent must not keep a part alive whose work is done.
    process.channel?.unref();
  }
  return { signal: controller.signal, exitCode: () => code };
}

import { decodeLines } from './decode-lines.ts';
import { Receiver } from './receiver.ts';

/** A receiver whose test says what it does, and sees when it was called (its clock's time behind each call). */
export class PlayedReceiver extends Receiver<string> {
  readonly calls: string[] = [];
  now: () => number = () => 0;
  onStarted: () => void | Promise<void> = () => {};
  onStopped: () => void | Promise<void> = () => {};

  override onStart(): void | Promise<void> {
    this.calls.push(`onStart ${this.now()}`);
    return this.onStarted();
  }

  override onStop(): void | Promise<void> {
    this.calls.push(`onStop ${this.now()}`);
    return this.onStopped();
  }

  override decode(bytes: Uint8Array, push: (line: string) => void): void {
    decodeLines(bytes, push);
  }
}

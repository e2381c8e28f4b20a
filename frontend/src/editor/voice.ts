/** One file that is being heard. */

let context: AudioContext | null = null;

export class Voice {
  #gain: GainNode | null = null;
  #level = -1;
  #wants = false;

  constructor(private readonly element: HTMLAudioElement) {}

  /** Whether it sounds, or is about to. */
  get runs(): boolean {
    return this.#wants;
  }

  get at(): number {
    return this.element.currentTime;
  }

  /** How far it is behind the film, for whoever looks into it. */
  note(late: number): void {
    this.element.dataset.late = late.toFixed(3);
  }

  begin(seconds: number, speed: number): void {
    this.#wants = true;
    if (Math.abs(this.element.currentTime - seconds) > 0.01) this.seek(seconds);
    this.run(speed);
    void this.element.play().catch(() => {
      this.#wants = false;
    });
  }

  seek(seconds: number): void {
    if (!this.element.seeking) this.element.currentTime = seconds;
  }

  /** So much faster than it was recorded. */
  run(rate: number): void {
    const { element } = this;
    if (element.seeking || Math.abs(element.playbackRate - rate) < 0.001) return;
    element.playbackRate = Math.min(16, rate);
  }

  rest(): void {
    if (!this.#wants) return;
    this.#wants = false;
    this.element.pause();
  }

  /** What its loudness is multiplied by. */
  level(amplitude: number): void {
    if (Math.abs(amplitude - this.#level) < 0.001) return;
    this.#level = amplitude;
    // Louder than recorded: an element alone cannot be.
    if (amplitude > 1) this.#gain ??= this.#amplified();
    if (this.#gain) this.#gain.gain.value = amplitude;
    else this.element.volume = Math.min(1, amplitude);
  }

  end(): void {
    this.rest();
    this.#gain?.disconnect();
  }

  #amplified(): GainNode | null {
    // What comes from elsewhere would be silent.
    if (new URL(this.element.src, location.href).origin !== location.origin) return null;
    context ??= new AudioContext();
    void context.resume();
    const gain = context.createGain();
    context.createMediaElementSource(this.element).connect(gain).connect(context.destination);
    this.element.volume = 1;
    return gain;
  }
}

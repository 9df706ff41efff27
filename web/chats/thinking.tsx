/** Somebody is about to say something: three dots, still where motion is not wanted. */

const DELAYS = ['', '[animation-delay:0.15s]', '[animation-delay:0.3s]'] as const

export const Thinking = () => (
  <p className="flex min-h-6 items-center gap-1.5 px-1">
    <span className="sr-only">Thinking…</span>
    {DELAYS.map((delay) => (
      <span
        key={delay}
        aria-hidden
        className={`size-2 animate-[think_1.2s_ease-in-out_infinite] rounded-full border border-neutral bg-neutral ${delay}`}
      />
    ))}
  </p>
)

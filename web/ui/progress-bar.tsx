/** How far something is; where nobody knows, only that it goes on. */

interface ProgressBarProps {
  readonly label: string
  readonly done: number
  /** null: unknown. */
  readonly all: number | null
}

export const ProgressBar = ({ label, done, all }: ProgressBarProps) => {
  const isKnown = all !== null && all > 0
  return (
    <div>
      <div className="mb-1 flex justify-between gap-3 text-caption text-neutral">
        <span>{label}</span>
        {isKnown && <span>{Math.floor((Math.min(done, all) / all) * 100)}%</span>}
      </div>
      <progress
        aria-label={label}
        {...(isKnown ? { value: Math.min(done, all), max: all } : {})}
        className="progress"
      />
    </div>
  )
}

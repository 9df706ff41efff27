/** Draws the toasts; each goes by itself after its time, but not while somebody is at it or away. */

import { X } from 'lucide-react'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { IconButton } from './button.tsx'
import { joinClasses } from './join-classes.ts'
import { catchFocus } from './keep-focus.ts'
import { hideToast, shownToasts, watchToasts, type Toast } from './toasts.ts'

const watchSight = (listener: () => void) => {
  document.addEventListener('visibilitychange', listener)
  return () => document.removeEventListener('visibilitychange', listener)
}
const isInSight = () => document.visibilityState === 'visible'

/** Its whole time begins anew when nobody holds it any more and the page is looked at. */
const useLifetime = ({ id, durationMs }: Toast) => {
  const [isHeld, setIsHeld] = useState(false)
  const isSeen = useSyncExternalStore(watchSight, isInSight)
  useEffect(() => {
    if (durationMs === null || isHeld || !isSeen) return
    const timer = setTimeout(() => hideToast(id), durationMs)
    return () => clearTimeout(timer)
  }, [id, durationMs, isHeld, isSeen])
  const hold = () => setIsHeld(true)
  const release = () => setIsHeld(false)
  return { onMouseEnter: hold, onMouseLeave: release, onFocus: hold, onBlur: release }
}

const TEXT_BUTTON = 'min-h-11 shrink-0 rounded-full px-3 font-semibold hover:bg-page/10'

const ToastCard = ({ toast }: { readonly toast: Toast }) => {
  const holding = useLifetime(toast)
  const { action, dismissLabel } = toast
  const hide = () => {
    hideToast(toast.id)
    catchFocus()
  }
  return (
    <div
      {...holding}
      data-toast={toast.id}
      className="pointer-events-auto flex w-full max-w-md animate-[appear_0.18s_ease-out] flex-wrap items-center justify-end gap-x-1 rounded-2xl border border-transparent bg-text ps-5 pe-1.5 text-body text-page shadow-raised md:w-auto md:min-w-72"
    >
      <p className="min-w-0 flex-[1_1_9rem] py-3 leading-snug" dir="auto">
        {toast.text}
      </p>
      {action !== undefined && (
        <button
          type="button"
          onClick={() => {
            hide()
            action.run()
          }}
          className={joinClasses(TEXT_BUTTON, 'text-[light-dark(#a8c7fa,#0b57d0)]')}
        >
          {action.label}
        </button>
      )}
      {dismissLabel === undefined ? (
        <IconButton
          label="Dismiss"
          onClick={hide}
          className="text-page/70 hover:bg-page/10 hover:text-page active:bg-page/20"
        >
          <X size={18} aria-hidden />
        </IconButton>
      ) : (
        <button type="button" onClick={hide} className={TEXT_BUTTON}>
          {dismissLabel}
        </button>
      )}
    </div>
  )
}

/** No live region: what toasts say is announced like everything else. */
export const ToastRegion = () => {
  const toasts = useSyncExternalStore(watchToasts, shownToasts)
  return (
    <section
      aria-label="Messages of the app"
      className="pointer-events-none fixed inset-x-3 bottom-[calc(84px+var(--sab))] z-30 flex flex-col items-center gap-2"
    >
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  )
}

/** Shows the toasts; each goes by itself unless somebody is looking at it. */

import { X } from 'lucide-react'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { IconButton } from './button.tsx'
import { catchFocus } from './keep-focus.ts'
import { hideToast, shownToasts, watchToasts, type Toast } from './toasts.ts'

const ToastCard = ({ toast }: { readonly toast: Toast }) => {
  const [isHeld, setIsHeld] = useState(false)
  const { id, durationMs } = toast
  useEffect(() => {
    if (durationMs === null || isHeld) return
    const timer = setTimeout(() => hideToast(id), durationMs)
    return () => clearTimeout(timer)
  }, [id, durationMs, isHeld])
  const hide = () => {
    hideToast(id)
    catchFocus()
  }
  const hold = () => setIsHeld(true)
  const release = () => setIsHeld(false)
  return (
    <div
      onMouseEnter={hold}
      onMouseLeave={release}
      onFocus={hold}
      onBlur={release}
      className="pointer-events-auto flex w-full max-w-md animate-[appear_0.18s_ease-out] items-center gap-1 rounded-2xl bg-text ps-5 pe-1.5 text-body text-page shadow-raised md:w-auto md:min-w-72"
    >
      <p className="min-w-0 flex-1 py-3" dir="auto">
        {toast.text}
      </p>
      {toast.action !== undefined && (
        <button
          type="button"
          onClick={() => {
            hide()
            toast.action?.run()
          }}
          className="min-h-11 rounded-full px-3 font-semibold text-[light-dark(#a8c7fa,#0b57d0)] hover:bg-page/10"
        >
          {toast.action.label}
        </button>
      )}
      <IconButton
        label="Dismiss"
        onClick={hide}
        className="text-page/70 hover:bg-page/10 hover:text-page active:bg-page/20"
      >
        <X size={18} aria-hidden />
      </IconButton>
    </div>
  )
}

export const ToastRegion = () => {
  const toasts = useSyncExternalStore(watchToasts, shownToasts)
  return (
    <output
      aria-label="Messages of the app"
      className="pointer-events-none fixed inset-x-3 bottom-[calc(84px+var(--sab))] z-30 flex flex-col items-center gap-2"
    >
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </output>
  )
}

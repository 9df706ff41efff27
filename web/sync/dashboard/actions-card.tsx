/** Sync by hand: both ways, only up, or only down, and the pause; each says what it will do. */

import { Download, Pause, Play, RefreshCw, Upload, type LucideIcon } from 'lucide-react'
import { useId } from 'react'
import { measureOutbox } from '../../../db/device/outbox-size.ts'
import { useCalmLive, useHome } from '../../session/use-home.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { actionWords } from '../action-words.ts'
import { pauseSync, resumeSync } from '../pause.ts'
import { useIsOnline, useSyncFacts } from '../use-sync-facts.ts'
import { RunProgress } from './run-progress.tsx'
import { useRun } from './use-run.ts'

export const ActionsCard = ({ userId }: { readonly userId: string }) => {
  const home = useHome()
  const { waiting, isPaused } = useSyncFacts()
  const size = useCalmLive(measureOutbox, [])
  const isOnline = useIsOnline()
  const { running, start, cancel, last } = useRun(userId)
  const isDisabled = running !== null || !isOnline
  const words = actionWords({ waiting, size: size ?? null, isPaused })
  return (
    <Card title="Sync by hand">
      {!isOnline && (
        <p className="mb-3 rounded-2xl bg-chip p-3 text-small leading-snug">
          You are offline, so these wait. Everything you write is kept here and syncs when you are
          back.
        </p>
      )}
      <div className="divide-y divide-line">
        <Action
          Icon={RefreshCw}
          name="Sync now"
          text={words.full}
          isPrimary
          {...{ isDisabled }}
          onPress={() => void start('full')}
        />
        <Action
          Icon={Upload}
          name="Upload only"
          text={words.upload}
          {...{ isDisabled }}
          onPress={() => void start('upload')}
        />
        <Action
          Icon={Download}
          name="Download only"
          text={words.download}
          {...{ isDisabled }}
          onPress={() => void start('download')}
        />
        {isPaused ? (
          <Action
            Icon={Play}
            name="Resume"
            text={words.resume}
            onPress={() => void resumeSync(home)}
          />
        ) : (
          <Action
            Icon={Pause}
            name="Pause"
            text={words.pause}
            onPress={() => void pauseSync(home)}
          />
        )}
      </div>
      <RunProgress onCancel={running === null ? null : cancel} />
      <output className="mt-3 block min-h-5 text-small text-neutral empty:hidden">{last}</output>
    </Card>
  )
}

interface ActionProps {
  readonly Icon: LucideIcon
  readonly name: string
  readonly text: string
  readonly onPress: () => void
  readonly isPrimary?: boolean
  readonly isDisabled?: boolean
}

const Action = ({
  Icon,
  name,
  text,
  onPress,
  isPrimary = false,
  isDisabled = false,
}: ActionProps) => {
  const textId = useId()
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2">
      <Button
        look={isPrimary ? 'primary' : 'tonal'}
        disabled={isDisabled}
        aria-describedby={textId}
        onClick={onPress}
        className="min-w-44 justify-start"
      >
        <Icon size={17} aria-hidden /> {name}
      </Button>
      <p id={textId} className="min-w-0 flex-[1_1_11rem] text-small leading-snug text-neutral">
        {text}
      </p>
    </div>
  )
}

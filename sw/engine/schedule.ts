/** What a trigger means now: a full sync, a drain of the outbox, or nothing; pure. */

/**
 * Why the engine is asked.
 * - `write`: a change was written. `tap`: a person asked. `start`: the app opened. `visible`: it came
 *   to the front. `online`, `network`: the network came back, or became another one.
 * - `timer`: time passed. `poke`: the server has something newer. `sign_in`: the person signed in.
 * - `background`, `periodic`: the browser woke the worker.
 */
export type Trigger =
  | 'write'
  | 'tap'
  | 'start'
  | 'visible'
  | 'online'
  | 'network'
  | 'timer'
  | 'poke'
  | 'sign_in'
  | 'background'
  | 'periodic'

// The workspace's JSON and the one socket that says "look again".

async function answer(response) {
  const body = await response.text();
  let json;
  try {
    json = JSON.parse(body);
  } catch {
    json = { error: body || response.statusText };
  }
  return response.ok ? json : { ...json, error: json.error ?? `HTTP ${response.status}`, status: response.status };
}

async function call(path, options) {
  try {
    return await answer(await fetch(path, options));
  } catch {
    return { error: "The workspace does not answer. Is it still running?", status: 0 };
  }
}

/** GET with a query; what went wrong stands in `error`. */
export const get = (path, query = {}) => call(`${path}?${new URLSearchParams(query)}`);

/** POST a JSON body. */
export const post = (path, body) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** POST a form with files. */
export const upload = (path, form) => call(path, { method: "POST", body: form });

/** Calls `changed` now and after each change; connects again by itself. `linked` hears whether the line stands. */
export function live(changed, linked) {
  let pause = 250;
  const connect = () => {
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/page/live`);
    socket.onmessage = () => {
      pause = 250;
      linked(true);
      changed();
    };
    socket.onclose = () => {
      linked(false);
      setTimeout(connect, pause);
      pause = Math.min(pause * 2, 4000);
    };
  };
  connect();
}

/** One run at a time of an async function; calls made meanwhile become one more run. */
export function single(run) {
  let running = null;
  let again = false;
  return function trigger() {
    if (running) {
      again = true;
      return running;
    }
    running = (async () => {
      do {
        again = false;
        await run();
      } while (again);
    })().finally(() => {
      running = null;
    });
    return running;
  };
}

const SAYINGS = {
  not_in_channel: "You are not in this channel.",
  is_archived: "This channel is archived.",
  account_inactive: "This person has left.",
  message_not_found: "This message is no longer there.",
  element_not_found: "This button is no longer there.",
  not_found: "This window is no longer open.",
  operation_timeout: "claimdesk did not answer within three seconds.",
  dispatch_failed: "claimdesk is not connected.",
  http_service_error: "claimdesk answered with an error.",
  http_client_error: "claimdesk refused the request.",
};

/** Slack's error name as a sentence. */
export const saying = (error) => SAYINGS[error] ?? error;

// Who and what ids stand for, and how the reader writes dates.

/** For mrkdwn and controls: user(id), channel(id), group(id), people, channels, locale, zone; `looks` changes when any of it does. */
export function namesOf(state, me) {
  const people = new Map(state.people.map((one) => [one.id, one.real_name || one.name]));
  const channels = new Map(state.channels.map((one) => [one.id, one.name]));
  const groups = new Map((state.usergroups ?? []).map((one) => [one.id, one.handle]));
  const mine = state.people.find((one) => one.id === me) ?? {};
  return {
    me,
    people: state.people.filter((one) => !one.is_bot),
    channels: state.channels,
    user: (id) => people.get(id),
    channel: (id) => channels.get(id),
    group: (id) => groups.get(id),
    locale: mine.locale ?? "en-GB",
    zone: mine.tz ?? "UTC",
    looks: JSON.stringify([me, mine.locale, mine.tz, [...people], [...channels.keys()]]),
  };
}

const HUES = [172, 28, 262, 205, 338, 96, 48, 300];

/** A face without a picture: initials on a colour of their own. */
export function face(id, name) {
  const sum = [...id].reduce((total, sign) => total + sign.codePointAt(0), 0);
  const words = (name || id).trim().split(/\s+/);
  const korean = /[가-힣]/.test(name);
  const initials = korean ? name.slice(-2) : words.map((word) => word[0]).slice(0, 2).join("").toUpperCase();
  return { initials, hue: HUES[sum % HUES.length] };
}

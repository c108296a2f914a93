// The handful of emoji names a claim desk writes; an unknown one stays as it was typed.

const SIGNS = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", eyes: "👀", tada: "🎉", pray: "🙏", wave: "👋", bulb: "💡", fire: "🔥", star: "⭐",
  white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", warning: "⚠️", no_entry: "⛔", no_entry_sign: "🚫", exclamation: "❗",
  question: "❓", bangbang: "‼️", information_source: "ℹ️", rotating_light: "🚨", bell: "🔔", no_bell: "🔕", mute: "🔇",
  email: "✉️", envelope: "✉️", "e-mail": "📧", incoming_envelope: "📨", inbox_tray: "📥", outbox_tray: "📤", mailbox: "📫",
  paperclip: "📎", memo: "📝", pencil: "📝", pencil2: "✏️", lock: "🔒", unlock: "🔓", key: "🔑", link: "🔗", mag: "🔍",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", alarm_clock: "⏰", stopwatch: "⏱️", clock3: "🕒", calendar: "📅", date: "📅",
  moneybag: "💰", receipt: "🧾", chart_with_upwards_trend: "📈", bar_chart: "📊", speech_balloon: "💬", busts_in_silhouette: "👥",
  bust_in_silhouette: "👤", raising_hand: "🙋", handshake: "🤝", construction: "🚧", wrench: "🔧", hammer: "🔨", bug: "🐛",
  package: "📦", rocket: "🚀", recycle: "♻️", repeat: "🔁", arrows_counterclockwise: "🔄", leftwards_arrow_with_hook: "↩️",
  arrow_right: "➡️", arrow_left: "⬅️", arrow_up: "⬆️", arrow_down: "⬇️", large_green_circle: "🟢", green_circle: "🟢",
  large_yellow_circle: "🟡", large_orange_circle: "🟠", red_circle: "🔴", large_blue_circle: "🔵", white_circle: "⚪",
  black_circle: "⚫", new: "🆕", sos: "🆘", zzz: "💤", snowflake: "❄️", robot_face: "🤖", file_folder: "📁", label: "🏷️",
  pushpin: "📌", ballot_box_with_check: "☑️", checkered_flag: "🏁", triangular_flag_on_post: "🚩", heart: "❤️", smile: "😄",
  slightly_smiling_face: "🙂", thinking_face: "🤔", sweat_smile: "😅", ok_hand: "👌", clap: "👏", muscle: "💪", house: "🏠",
};

/** The sign for a name, or null. */
export const emoji = (name) => SIGNS[name] ?? null;

"""The outline icons in use, by their Tabler names. Doors: ICONS, STROKE, UnknownIcon.

Add a name here, run ``congvan assets``, and ``{% icon "name" %}`` draws it. A name that is not listed is refused, so
that no page shows an empty square.
"""

STROKE = "1.75"

_NAMES = """
    accessible activity adjustments affiliate alert-circle alert-octagon alert-triangle archive arrow-back-up
    arrow-down arrow-forward-up arrow-left arrow-right arrow-up arrows-sort ban barcode bell bell-off
    bell-ringing bolt book book-2 bookmark books box briefcase building building-bank building-broadcast-tower
    building-community building-cottage bulb calendar calendar-due calendar-event calendar-plus calendar-time
    certificate certificate-2 chart-bar chart-line check checks chevron-down chevron-left chevron-right
    chevron-up circle circle-check circle-dashed circle-dot circle-minus circle-plus circle-x clipboard-check
    clipboard-list clipboard-text clock clock-exclamation clock-hour-4 clock-pause cloud-off columns columns-2
    contrast copy corner-down-left database device-desktop device-laptop device-mobile dots dots-vertical
    download edit external-link eye eye-check eye-off file file-alert file-certificate file-check file-code
    file-diff file-dislike file-export file-import file-info file-invoice file-off file-pencil file-plus
    file-search file-spreadsheet file-text file-type-doc file-type-docx file-type-pdf file-type-xls file-unknown
    file-word file-x file-zip files filter filter-off fingerprint flag flask folder folder-check folder-open
    folder-plus folders gavel git-branch git-compare git-fork grip-vertical hash heart-handshake help hierarchy
    history home hourglass id inbox info-circle key keyboard language layout-list layout-sidebar-right link
    link-off list list-check list-details list-search loader loader-2 lock lock-open login logout mail map-pin
    maximize menu-2 message message-2 message-circle message-plus messages microphone minimize minus moon
    network news note notebook notes package package-export package-import package-off page-break paperclip
    password pencil phone photo pin player-pause player-play plug plug-connected plug-connected-x plus power
    presentation printer progress progress-check qrcode question-mark radar receipt refresh repeat replace
    report report-search rosette-discount-check route rubber-stamp scale scan search select-all send send-off
    server server-2 server-off settings settings-2 share shield shield-check shield-lock shield-off
    shield-question shield-x signature sitemap sort-ascending sort-descending square-check stack stack-2 star
    stopwatch sun switch-horizontal table tag tags text-size timeline timeline-event tool transfer trash
    typography upload user user-check user-circle user-cog user-minus user-plus user-question user-search
    user-shield user-x users users-group versions video wifi-off world writing writing-sign x zoom-check zoom-in
    zoom-out
"""
ICONS: tuple[str, ...] = tuple(sorted(_NAMES.split()))


class UnknownIcon(ValueError):
    """A template asked for an icon that the sprite does not hold."""

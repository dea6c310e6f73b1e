# Types of words=, for annotations only.

import re
from typing import TypeAlias

AnyPattern: TypeAlias = re.Pattern[str] | re.Pattern[bytes]
StrWords: TypeAlias = str | re.Pattern[str]
BytesWords: TypeAlias = bytes | re.Pattern[bytes]
Words: TypeAlias = StrWords | BytesWords

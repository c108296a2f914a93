"""Korea's public holidays of 2026 and 2027 with their substitutes, as the law stood when this was written.

A safety net under the `holidays` package, whose versions before 0.102 miss 노동절 and 제헌절 (public holidays from 2026).
Source: 관공서의 공휴일에 관한 규정 (Presidential Decree on public holidays of public offices).
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType


def _days(year: int, months: Mapping[int, tuple[int, ...]]) -> frozenset[date]:
    return frozenset(date(year, month, day) for month, days in months.items() for day in days)


HOLIDAYS_KR: Mapping[int, frozenset[date]] = MappingProxyType(
    {
        2026: _days(
            2026,
            {
                1: (1,),
                2: (16, 17, 18),
                3: (1, 2),
                5: (1, 5, 24, 25),
                6: (3, 6),
                7: (17,),
                8: (15, 17),
                9: (24, 25, 26),
                10: (3, 5, 9),
                12: (25,),
            },
        ),
        2027: _days(
            2027,
            {
                1: (1,),
                2: (6, 7, 8, 9),
                3: (1,),
                5: (1, 3, 5, 13),
                6: (6,),
                7: (17, 19),
                8: (15, 16),
                9: (14, 15, 16),
                10: (3, 4, 9, 11),
                12: (25, 27),
            },
        ),
    }
)

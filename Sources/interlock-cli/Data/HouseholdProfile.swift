import Glibc
import Interlock

/// The standard load profile H0 of a household: what it draws on average, for 1,000 kWh a year.
///
/// VDEW, "Repräsentative VDEW-Lastprofile" (1999), profile H0. The figures here are the means of each hour's four
/// quarter hours, in tenths of a watt; between the middles of two hours the profile is drawn as a line.
enum HouseholdProfile {
    private static let winter = DayTypes(
        workday: [
            583, 432, 396, 385, 391, 468, 901, 1294, 1335, 1232, 1162, 1183,
            1307, 1295, 1154, 1048, 1052, 1287, 1662, 1871, 1682, 1410, 1167, 864,
        ],
        saturday: [
            670, 529, 421, 397, 385, 401, 531, 819, 1197, 1417, 1479, 1550,
            1666, 1658, 1534, 1438, 1447, 1805, 2094, 2101, 1720, 1341, 1225, 1039,
        ],
        sunday: [
            782, 563, 451, 411, 387, 386, 410, 500, 885, 1385, 1742, 2028,
            2067, 1730, 1361, 1166, 1067, 1257, 1564, 1763, 1601, 1355, 1148, 846,
        ]
    )
    private static let transition = DayTypes(
        workday: [
            666, 492, 443, 431, 441, 526, 929, 1297, 1375, 1360, 1320, 1333,
            1496, 1457, 1268, 1134, 1061, 1163, 1448, 1719, 1680, 1560, 1357, 1003,
        ],
        saturday: [
            731, 563, 464, 438, 432, 452, 586, 933, 1297, 1504, 1633, 1718,
            1814, 1774, 1613, 1486, 1465, 1594, 1833, 1980, 1804, 1473, 1386, 1165,
        ],
        sunday: [
            843, 622, 489, 443, 432, 433, 458, 656, 1112, 1595, 1851, 2052,
            2078, 1686, 1362, 1210, 1073, 1118, 1376, 1609, 1547, 1439, 1276, 940,
        ]
    )
    private static let summer = DayTypes(
        workday: [
            736, 548, 498, 469, 488, 593, 979, 1297, 1416, 1441, 1392, 1420,
            1578, 1527, 1318, 1188, 1148, 1225, 1422, 1652, 1666, 1575, 1445, 1121,
        ],
        saturday: [
            830, 643, 523, 500, 505, 516, 637, 931, 1284, 1558, 1649, 1711,
            1821, 1760, 1572, 1484, 1449, 1490, 1665, 1804, 1729, 1538, 1486, 1247,
        ],
        sunday: [
            896, 666, 545, 506, 500, 488, 513, 695, 1125, 1602, 1866, 2057,
            2094, 1754, 1441, 1244, 1084, 1096, 1266, 1520, 1594, 1505, 1402, 1081,
        ]
    )

    private struct DayTypes {
        let workday: [Double]
        let saturday: [Double]
        let sunday: [Double]
    }

    /// The mean power over a quarter of an hour, in watts for 1,000 kWh a year; local standard time.
    static func power(at date: SolarDate) -> Double {
        let season =
            switch date.dayOfYear {
            // 15 May to 14 September; 21 March to 14 May and 15 September to 31 October.
            case 135...257: self.summer
            case 80...134, 258...304: self.transition
            default: self.winter
            }
        let hours =
            switch date.weekday {
            case 6: season.saturday
            case 7: season.sunday
            default: season.workday
            }
        let place = date.hour - 0.5
        let (before, share) = (Int(floor(place)), place - floor(place))
        let tenths = hours[(before + 24) % 24] * (1 - share) + hours[(before + 25) % 24] * share
        return tenths / 10 * Self.dynamization(Double(date.dayOfYear))
    }

    /// The factor of the day of the year (VDEW, "Anwendung der Repräsentativen VDEW-Lastprofile step-by-step",
    /// 2000, step 4b).
    static func dynamization(_ day: Double) -> Double {
        -3.92e-10 * pow(day, 4) + 3.2e-7 * pow(day, 3) - 7.02e-5 * day * day + 2.1e-3 * day + 1.24
    }
}

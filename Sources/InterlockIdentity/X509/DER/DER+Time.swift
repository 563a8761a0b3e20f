internal import InterlockCrypto

extension DER {
    /// The first second that UTCTime cannot express: 2050-01-01T00:00:00Z.
    static let firstGeneralizedTime = Timestamp(secondsSinceEpoch: 2_524_608_000)

    /// UTCTime through 2049 and GeneralizedTime from 2050 on (RFC 5280 section 4.1.2.5).
    ///
    /// - Throws: `IdentityError` with code `invalidCertificate` before 1950 and after 9999.
    static func time(_ time: Timestamp) throws(IdentityError) -> [UInt8] {
        let digits = Array(
            time.description.utf8.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        )
        let year = digits.prefix(digits.count - 10)
        let text = String(decoding: year, as: UTF8.self)
        guard year.count == 4, text >= "1950", time.secondsSinceEpoch < 253_402_300_800 else {
            throw IdentityError(.invalidCertificate, "X.509 cannot express the time \(time)")
        }
        let zulu = [UInt8(ascii: "Z")]
        return text < "2050"
            ? Self.element(DERTag.utcTime, digits.dropFirst(2) + zulu)
            : Self.element(DERTag.generalizedTime, digits + zulu)
    }

    /// GeneralizedTime whatever the year, as an invalidity date is (RFC 5280 section 5.3.2).
    ///
    /// - Throws: `IdentityError` with code `invalidEncoding` before 1950 and after 9999.
    static func generalizedTime(_ time: Timestamp) throws(IdentityError) -> [UInt8] {
        let text = time.description
        guard text.utf8.count == 20, text >= "1950" else {
            throw IdentityError(.invalidEncoding, "X.509 cannot express the time \(time)")
        }
        let digits = text.utf8.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return Self.element(DERTag.generalizedTime, digits + [UInt8(ascii: "Z")])
    }

    /// Reads `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ`; nil for any other form.
    static func time(_ text: ArraySlice<UInt8>, isShort: Bool) -> Timestamp? {
        guard text.count == (isShort ? 13 : 15), text.last == UInt8(ascii: "Z") else { return nil }
        for digit in text.dropLast() where digit &- UInt8(ascii: "0") > 9 { return nil }
        var place = text.startIndex
        func next() -> Int64 {
            defer { place += 2 }
            return Int64(text[place] - UInt8(ascii: "0")) * 10 + Int64(text[place + 1] - UInt8(ascii: "0"))
        }
        // RFC 5280 section 4.1.2.5.1: a two-digit year of 50 or more is in the 1900s.
        let first = next()
        let year = isShort ? (first >= 50 ? 1_900 : 2_000) + first : first * 100 + next()
        let (month, day) = (next(), next())
        let (hour, minute, second) = (next(), next(), next())
        guard hour < 24, minute < 60, second < 60 else { return nil }
        let secondOfDay = hour * 3_600 + minute * 60 + second
        return Timestamp(year: year, month: month, day: day, secondOfDay: secondOfDay)
    }
}

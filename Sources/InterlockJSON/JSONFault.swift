/// An error in a JSON text: where it is, what was expected, what was found.
package struct JSONFault: Error, Sendable {
    /// Kind of fault.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        package let description: String

        private init(_ description: String) { self.description = description }

        /// The text breaks the grammar of RFC 8259.
        package static let syntax = Code("syntax")
        /// A backslash begins no escape, or half a surrogate pair stands alone.
        package static let invalidEscape = Code("invalidEscape")
        /// An object has two members of one name.
        package static let duplicateName = Code("duplicateName")
        /// The text is longer or deeper than is read.
        package static let limitExceeded = Code("limitExceeded")
        /// An object has a member that has no meaning there.
        package static let unknownMember = Code("unknownMember")
        /// An object lacks a member.
        package static let missingMember = Code("missingMember")
        /// A value is not what its member takes.
        package static let invalidValue = Code("invalidValue")
    }

    package let code: Code
    /// The expectation, and what was found.
    package let reason: String
    /// The member, such as `trading.tick` or `peers[2]`; empty for the whole text.
    package let path: String
    /// The bytes of UTF-8 before the place.
    package let offset: Int
    /// The line, from 1 on.
    package let line: Int
    /// The character of the line, from 1 on.
    package let column: Int
    /// The error of the type that refused the value.
    package let cause: (any Error)?

    package init(
        _ code: Code,
        _ reason: String,
        path: String = "",
        at offset: Int,
        in source: [UInt8],
        cause: (any Error)? = nil
    ) {
        self.code = code
        self.reason = reason
        self.path = path
        self.offset = offset
        let before = source.prefix(offset)
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        self.line = before.count { $0 == UInt8(ascii: "\n") } + 1
        // Bytes that continue a character begin with the bits 10.
        self.column = before[start...].count { $0 & 0xC0 != 0x80 } + 1
        self.cause = cause
    }
}

extension JSONFault: CustomStringConvertible {
    /// `LINE:COLUMN: MEMBER: REASON`.
    package var description: String {
        "\(self.line):\(self.column): \(self.path.isEmpty ? "" : "\(self.path): ")\(self.reason)"
    }
}

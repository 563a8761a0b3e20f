/// The mark that some editors write in front of a text (Unicode, section 23.8).
package enum ByteOrderMark {
    /// The mark in UTF-8.
    static let utf8: [UInt8] = [0xef, 0xbb, 0xbf]

    /// The bytes of a text without the mark in front of it.
    package static func removed(from text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        text.starts(with: Self.utf8) ? text.dropFirst(Self.utf8.count) : text
    }
}

internal import Glibc

/// Why something could not be done with the files of a session.
public enum WorkspaceError: Error, Sendable, Equatable {
    /// What is wrong with a path, as a sentence.
    case invalidPath(String)
    case notFound
    /// A symbolic link on the way leads out of the workspace, or a mount lies there.
    case leavesWorkspace
    case isDirectory
    case notDirectory
    /// A pipe, a socket or a device: nothing that has contents of its own.
    case notRegular
    case exists
    case notEmpty
    /// A directory cannot be moved into itself.
    case intoItself
    /// The file is not what the caller believes it is.
    case changed
    /// Something else holds it: a mount lies on it, a program has a lease on it, or names change faster than we look.
    case busy
    case quota(WorkspaceQuota, used: Int, limit: Int)
    /// The bytes that came are not those that were announced. Both in hexadecimal.
    case digestMismatch(expected: String, actual: String)
    /// Another number of bytes came than was announced.
    case lengthMismatch(expected: Int, actual: Int)
    /// The file's own permissions forbid it to the server's user, or it is not the user's.
    case permission
    /// The session is over, and its files are gone.
    case ended
    /// There can be no workspace, and why.
    case unusable(String)
    /// Everything else: errno, and what was being done.
    case failed(Int32, String)

    /// What a failed call on a path means.
    init(errno code: Int32, _ action: String) {
        self =
            switch code {
            case ENOENT: .notFound
            case EXDEV, ELOOP: .leavesWorkspace
            case EISDIR: .isDirectory
            case ENOTDIR: .notDirectory
            case EEXIST: .exists
            case ENOTEMPTY: .notEmpty
            case EACCES, EPERM: .permission
            case EAGAIN, EBUSY, ETXTBSY: .busy
            case ENXIO, ENODEV: .notRegular
            case ENAMETOOLONG: .invalidPath("the path, or a name in it, is too long")
            case ENOSPC, EDQUOT: .quota(.disk, used: 0, limit: 0)
            default: .failed(code, action)
            }
    }
}

/// What there is a limit on.
public enum WorkspaceQuota: String, Sendable {
    /// Bytes of one file.
    case file
    /// Bytes of all files of a session.
    case workspace
    /// The number of files and directories of a session.
    case files
    /// How deep directories may lie in each other.
    case depth
    /// How many files are uploaded to a session at a time.
    case uploads
    /// The disk is full. No figures: they would be the machine's.
    case disk
}

extension WorkspaceError: CustomStringConvertible {
    /// A sentence for people.
    public var description: String {
        switch self {
        case .invalidPath(let complaint): complaint
        case .notFound: "there is no such file or directory"
        case .leavesWorkspace: "the path leads out of the workspace, by a link or a mount"
        case .isDirectory: "this is a directory"
        case .notDirectory: "a part of the path is not a directory"
        case .notRegular: "this is neither a file nor a directory"
        case .exists: "there is something of that name already"
        case .notEmpty: "the directory is not empty"
        case .intoItself: "a directory cannot be moved into itself"
        case .changed: "the file has changed meanwhile, or is not there"
        case .busy: "something else holds the file or directory, such as a mount or a program's lease"
        case .quota(.file, _, let limit): "a file may have \(limit) bytes"
        case .quota(.workspace, let used, let limit): "\(used) of the \(limit) bytes of the workspace are taken"
        case .quota(.files, let used, let limit): "the workspace has \(used) of \(limit) files and directories"
        case .quota(.depth, _, let limit): "a path may have \(limit) names"
        case .quota(.uploads, _, let limit): "\(limit) files are on their way to the session, which is the limit"
        case .quota(.disk, _, _): "the disk is full"
        case .digestMismatch(let expected, let actual): "the SHA-256 of what came is \(actual) and not \(expected)"
        case .lengthMismatch(let expected, let actual): "\(actual) bytes came and not \(expected)"
        case .permission: "the permissions of the file or of its directory forbid this"
        case .ended: "the session is over, and its files are gone"
        case .unusable(let complaint): complaint
        case .failed(let code, let action): "\(action): \(String(cString: strerror(code)))"
        }
    }
}

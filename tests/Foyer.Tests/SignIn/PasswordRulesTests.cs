using System.Buffers.Binary;
using System.Diagnostics;
using Foyer.SignIn;
using Foyer.Users;

namespace Foyer.Tests.SignIn;

public class PasswordRulesTests
{
    [Theory]
    [InlineData("correct horse battery staple 7")]
    [InlineData("kwzrt-mhfpx-5937")]
    [InlineData("Tr0ub4dor&3x!kL")]
    [InlineData("velvet anchor cloud")]
    [InlineData("ключ под ковриком 5")]
    [InlineData("传统的密码是不够安全的吧")]
    public void Rule21_A_password_that_is_hard_to_guess_may_be_used(string password) =>
        Assert.Null(PasswordRules.Check(password, "Bob Miller", "bob@fabrikam.example", "Fabrikam"));

    [Theory]
    [InlineData("short", "passwordTooShort")]
    [InlineData("elevenchars", "passwordTooShort")]
    [InlineData("password1234", "passwordTooSimple")]
    [InlineData("P@ssw0rd2027!", "passwordTooSimple")]
    [InlineData("Welcome123456", "passwordTooSimple")]
    [InlineData("qwertyuiop12", "passwordTooSimple")]
    [InlineData("1q2w3e4r5t6y", "passwordTooSimple")]
    [InlineData("aaaaaaaaaaaaaaaa", "passwordTooSimple")]
    [InlineData("abcabcabcabcabc", "passwordTooSimple")]
    [InlineData("zyxwvutsrqponm", "passwordTooSimple")]
    [InlineData("йцукенгшщзхъ", "passwordTooSimple")]
    [InlineData("Fabrikam2027!!", "passwordTooSimple")]
    [InlineData("bob.miller.fabrikam", "passwordTooSimple")]
    [InlineData("passwordpassword", "passwordTooSimple")]
    public void Rule21_A_password_that_everybody_guesses_is_refused(string password, string code) =>
        Assert.Equal(code, PasswordRules.Check(password, "Bob Miller", "bob@fabrikam.example", "Fabrikam")?.Code);

    [Fact]
    public void Rule21_A_password_is_never_truncated()
    {
        var passwords = new Passwords();
        var longest = string.Concat(Enumerable.Range(0, 64).Select(i => (char)('a' + (i * 7 % 26)) + i.ToString("D3", null)));
        Assert.Equal(PasswordRules.MaxLength, longest.Length);
        Assert.Null(PasswordRules.Check(longest));
        Assert.Equal("passwordTooLong", PasswordRules.Check(longest + "x")?.Code);

        var hash = passwords.Hash(longest);
        var user = Someone(hash);
        Assert.True(passwords.Verify(user, longest));
        Assert.False(passwords.Verify(user, longest[..^1] + "!"));
    }

    [Fact]
    public void Rule21_A_password_is_hashed_slowly()
    {
        // The framework's format: a mark, the function (2 is HMAC-SHA512), how often it is applied.
        var hash = Convert.FromBase64String(new Passwords().Hash("velvet anchor cloud"));
        Assert.Equal((1, 2u), (hash[0], BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(1))));
        Assert.InRange(BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(5)), 100_000u, uint.MaxValue);
    }

    [Fact]
    public void Rule20_A_person_who_is_not_there_takes_as_long_as_one_who_is()
    {
        var passwords = new Passwords();
        var user = Someone(passwords.Hash("velvet anchor cloud"));
        // The least of several is what the work itself takes, whatever else the machine does; without it the difference is a thousandfold.
        TimeSpan Least(User? whom) => Enumerable.Range(0, 5).Min(_ =>
        {
            var since = Stopwatch.GetTimestamp();
            Assert.False(passwords.Verify(whom, "not the password"));
            return Stopwatch.GetElapsedTime(since);
        });
        Assert.InRange(Least(null), Least(user) / 5, TimeSpan.MaxValue);
    }

    [Fact]
    public void The_same_letters_typed_on_another_device_are_the_same_password()
    {
        var passwords = new Passwords();
        Assert.True(passwords.Verify(Someone(passwords.Hash("Ubergro\u00dfe \u00fcbung macht")), "Ubergro\u00dfe u\u0308bung macht"));
    }

    [Theory]
    [InlineData("gmail.com", true)]
    [InlineData("outlook.com", true)]
    [InlineData("docomo.ne.jp", true)]
    [InlineData("fabrikam.example", false)]
    [InlineData("notgmail.com", false)]
    public void Mail_providers_for_everybody_are_no_organisation(string domain, bool consumer) => Assert.Equal(consumer, ConsumerDomains.Contains(domain));

    [Fact]
    public void The_lists_hold_what_can_match()
    {
        Assert.All(SignInFiles.Lines("ConsumerDomains.txt"), d => Assert.True(TestApp.Address("a@" + d).Domain == d, d));
        Assert.Distinct(SignInFiles.Lines("ConsumerDomains.txt"));
        Assert.All(SignInFiles.Lines("CommonPasswords.txt"), w => Assert.True(w.Length >= 4 && !w.Any(char.IsUpper) && w == Passwords.Normal(w), w));
    }

    private static User Someone(string hash) => new()
    {
        TenantId = Guid.CreateVersion7(), Id = Guid.CreateVersion7(), UserPrincipalName = "a@b.example", UserPrincipalNameKey = "a@b.example", DisplayName = "A",
        MailNickname = "a", UserType = UserType.Member, PasswordHash = hash, CreatedAt = TestApp.Start.UtcDateTime,
    };
}

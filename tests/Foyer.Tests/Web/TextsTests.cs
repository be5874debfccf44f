using System.Text.RegularExpressions;
using Foyer.Web.Text;

namespace Foyer.Tests.Web;

/// <summary>The words of pages and mails are complete and well-formed in all eleven languages.</summary>
public partial class TextsTests
{
    // The same word in both languages: not forgotten.
    private static readonly HashSet<string> SameAsEnglish = new(StringComparer.Ordinal)
    {
        "de account.name", "de redeem.apps.one", "de redeem.apps.other",
        "it redeem.apps.one", "it signin.password",
        "fr mail.from", "pt-BR mail.from",
    };

    private static readonly string[] Buttons =
    [
        "redeem.continue", "redeem.back", "redeem.newlink", "redeem.used.open", "redeem.used.open.app", "redeem.decline.yes", "redeem.report.send",
        "redeem.switch.button", "redeem.code.send", "redeem.code.again", "signin.password.show", "signin.password.hide", "redeem.signup.create",
        "redeem.consent.accept", "redeem.consent.notnow", "page.again", "page.start", "mail.invite.button", "mail.notice.button", "signin.next",
        "signin.signin", "signin.out.here", "signin.out.everywhere", "signin.again", "account.sessions.end", "account.password.change", "account.cancel", "account.leave", "account.leave.which", "account.leave.no", "connect.leave.yes", "connect.leave.no",
    ];

    [Fact]
    public void Every_language_has_exactly_the_English_texts_in_its_own_plural_forms()
    {
        Faults(texts =>
        {
            var wanted = English.SelectMany(text => FormsOf(texts.Language, text.Key)).ToHashSet(StringComparer.Ordinal);
            var own = texts.Keys.ToHashSet(StringComparer.Ordinal);
            return [.. wanted.Except(own).Select(key => key + " is missing"), .. own.Except(wanted).Select(key => key + " is not in English")];
        });
    }

    [Fact]
    public void A_text_has_the_placeholders_of_the_English_one() =>
        EachText((_, key, text) => Placeholders(text).SetEquals(Placeholders(EnglishOf(key))) && Placeholder().Replace(text, "").AsSpan().IndexOfAny('{', '}') < 0);

    [Fact]
    public void No_text_was_left_in_English() =>
        EachText((language, key, text) => language == Language.English || text != EnglishOf(key) || SameAsEnglish.Contains($"{language.Code} {key}"));

    [Fact]
    public void Texts_are_not_empty_and_their_quotes_and_brackets_are_closed() =>
        EachText((language, _, text) => text.Length > 0 && text.Trim() == text && !text.Contains("  ", StringComparison.Ordinal) && text.AsSpan().IndexOfAny('"', '\'') < 0
            && (language.Code == "de" ? ["„“", "()"] : new[] { "“”", "«»", "「」", "（）", "()" }).All(pair => IsPaired(text, pair[0], pair[1])));

    [Fact]
    public void Button_labels_are_short() =>
        EachText((_, key, text) => !Buttons.Contains(key) || Placeholder().Replace(text, "").Length <= 28);

    [Fact]
    public void The_mail_names_the_answers_as_the_page_does()
    {
        Faults(texts =>
        [
            .. texts["mail.invite.decline"].Contains(texts["redeem.notme"], StringComparison.Ordinal) ? Array.Empty<string>() : ["mail.invite.decline"],
            .. texts["mail.invite.caution"].Contains(texts["redeem.odd"], StringComparison.Ordinal) ? Array.Empty<string>() : ["mail.invite.caution"],
        ]);
    }

    // Which particle is right depends on the last sound of the name, which nobody knows beforehand.
    [Fact]
    public void No_Korean_particle_that_depends_on_a_sound_follows_an_inserted_name() =>
        EachText((language, _, text) => language.Code != "ko" || !KoreanParticle().IsMatch(text));

    [Fact]
    public void French_punctuation_keeps_its_narrow_space() =>
        EachText((language, _, text) => language.Code != "fr" || !FrenchPunctuation().IsMatch(text));

    private static Dictionary<string, string> English { get; } = Texts.In(Language.English).Keys.ToDictionary(key => key, key => Texts.In(Language.English)[key], StringComparer.Ordinal);

    /// <summary>A key that has a <c>.one</c> beside its <c>.other</c> depends on a number; other keys may end in "other" too.</summary>
    private static IEnumerable<string> FormsOf(Language language, string key) =>
        Stem(key) is { } stem ? Enumerable.Range(0, 25).Select(n => $"{stem}.{language.PluralForm(n)}").Distinct(StringComparer.Ordinal) : [key];

    private static string? Stem(string key) => PluralForm().Match(key) is { Success: true, Index: var end } && English.ContainsKey(key[..end] + ".one") ? key[..end] : null;

    private static string EnglishOf(string key) => Stem(key) is { } stem ? English[stem + ".other"] : English[key];

    private static void EachText(Func<Language, string, string, bool> isGood) =>
        Faults(texts => [.. texts.Keys.Where(key => !isGood(texts.Language, key, texts[key])).Select(key => $"{key} = {texts[key]}")]);

    private static void Faults(Func<Texts, IReadOnlyList<string>> find)
    {
        var faults = Language.All.SelectMany(l => find(Texts.In(l)).Select(fault => $"{l.Code}: {fault}")).Order(StringComparer.Ordinal).ToList();
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static HashSet<string> Placeholders(string text) => [.. Placeholder().Matches(text).Select(m => m.Value)];

    private static bool IsPaired(string text, char open, char close)
    {
        var depth = 0;
        foreach (var c in text)
        {
            if (c == open) depth++;
            else if (c == close && --depth < 0) return false;
        }
        return depth == 0;
    }

    [GeneratedRegex(@"\.(one|few|many|other)$")]
    private static partial Regex PluralForm();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\}[”」]?(은|는|이|가|을|를|과|와|로|으로|이나|나)(?![가-힣])")]
    private static partial Regex KoreanParticle();

    // Every ; : ! ? and » follows a narrow no-break space, every « is followed by one.
    [GeneratedRegex(@"[^\u202F][;:!?»]|«[^\u202F]")]
    private static partial Regex FrenchPunctuation();
}

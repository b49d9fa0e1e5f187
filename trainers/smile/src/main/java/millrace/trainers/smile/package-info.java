// SPDX-License-Identifier: GPL-3.0-or-later
/** Learners trained by Smile (GPL-3.0-or-later); our own records predict. */
@NullMarked
package millrace.trainers.smile;

import org.jspecify.annotations.NullMarked;

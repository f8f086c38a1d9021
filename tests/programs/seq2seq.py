# about: an LSTM that hands its states to another one: three outputs of one call, three inputs of
#     the next
import keras
from keras.layers import LSTM, Dense

source_tokens, target_tokens, latent_dim = 30, 40, 64

encoder_inputs = keras.Input(shape=(None, source_tokens))  # hint: InputLayer → (None, None, 30)
encoder = LSTM(latent_dim, return_state=True)
encoder_outputs, state_h, state_c = encoder(encoder_inputs)
# hint: LSTM (None, None, 30) → (None, 64), (None, 64), (None, 64) · 24320
encoder_states = [state_h, state_c]

decoder_inputs = keras.Input(shape=(None, target_tokens))  # hint: InputLayer → (None, None, 40)
decoder_lstm = LSTM(latent_dim, return_sequences=True, return_state=True)
decoder_outputs, _, _ = decoder_lstm(decoder_inputs, initial_state=encoder_states)
# hint: LSTM (None, None, 40), (None, 64), (None, 64) → (None, None, 64), (None, 64), (None, 64) · 26880
decoder_dense = Dense(target_tokens, activation="softmax")
decoder_outputs = decoder_dense(decoder_outputs)
# hint: Dense (None, None, 64) → (None, None, 40) · 2600

seq2seq = keras.Model([encoder_inputs, decoder_inputs], decoder_outputs)
# model seq2seq: 53800
